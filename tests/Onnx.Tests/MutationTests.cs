using System.Diagnostics;

namespace Unrolled.Onnx.Tests;

/// <summary>
/// Files that are damaged anywhere: an error that says so, or a model, but no crash, no hang, and no memory without
/// bound.
/// </summary>
[Trait("Category", "Slow")]
public class MutationTests
{
    private const int Mutations = 4_000;

    private static readonly byte[][] Models =
        [.. SingleModels.All.Concat(WholeModels.All).Concat(FurtherModels.All).Concat(VariantModels.All).Concat(TorchModels.All)
            .Select(static m => m.Build().ToArray()).Where(static bytes => bytes.Length < 20_000)];

    [Fact]
    public void A_mutated_model_is_an_error_or_a_model()
    {
        var random = new Random(7);
        int imported = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = Mutate(random, Models[random.Next(Models.Length)]);
            long memory = GC.GetAllocatedBytesForCurrentThread();
            var time = Stopwatch.StartNew();
            try
            {
                OnnxModel.Import(bytes, "m");
                imported++;
            }
            catch (Exception e) when (e is InvalidDataException or UnsupportedModelException)
            {
                Assert.NotEmpty(e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"mutation {i}: {e}");
            }

            Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"mutation {i} took {time.Elapsed}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - memory < 3L << 30, $"mutation {i} took too much memory");
        }

        Assert.InRange(imported, Mutations / 20, Mutations);
    }

    private static byte[] Mutate(Random random, byte[] model)
    {
        byte[] bytes = [.. model];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = bytes[..at];
                    break;
                case 3:
                    int length = Math.Min(random.Next(1, 9), bytes.Length - at);
                    bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                    break;
                default:
                    bytes = [.. bytes[..at], .. Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256)), .. bytes[at..]];
                    break;
            }

            if (bytes.Length == 0)
                return [0];
        }

        return bytes;
    }
}
