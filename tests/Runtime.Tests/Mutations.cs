namespace Unrolled.Tests;

/// <summary>Damages bytes the way disks, networks and people do; the same seed gives the same damage.</summary>
internal static class Mutations
{
    public static byte[] Damage(byte[] original, Random random)
    {
        byte[] bytes = original;
        for (int times = random.Next(1, 4); times > 0; times--)
            bytes = Once(bytes, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        byte[] copy = [.. bytes];
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        int at = random.Next(bytes.Length), to = random.Next(at, bytes.Length + 1);
        switch (random.Next(8))
        {
            case 0:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
            case 1:
                copy[at] = (byte)random.Next(256);
                return copy;
            case 2:
                copy[at] = (byte)"0123456789-.eE[]{}\",: FU"[random.Next(24)];
                return copy;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes, .. bytes[at..to]];
            case 5:
                return [.. bytes[..at], .. bytes[to..]];
            case 6:
                return [.. bytes[..to], .. bytes[at..]];
            default:
                Array.Fill(copy, (byte)(random.Next(2) * 255), at, Math.Min(8, to - at));
                return copy;
        }
    }
}
