using Unrolled;
using Unrolled.Data;

namespace SpokenDigits;

/// <summary>
/// Recordings without a voice: ten "words" of two tones, each of which rises, falls or stays, by three pipes of different lengths.
/// </summary>
internal static class Tones
{
    private const int Rate = 8000, Takes = 8;

    // Where the two tones of a word begin and end, in Hz.
    private static readonly (double From, double To, double Second)[] s_words =
    [
        (300, 300, 900), (300, 600, 900), (600, 300, 900), (300, 300, 1800), (300, 600, 1800),
        (600, 300, 1800), (450, 450, 2700), (300, 900, 2700), (900, 300, 2700), (900, 900, 1350),
    ];

    private static readonly (string Name, double Pitch)[] s_pipes = [("short", 1.12), ("middle", 1), ("long", 0.9)];

    /// <summary>Writes them to a folder of their own, which is gone afterwards.</summary>
    public static void Use(Action<string> use)
    {
        DirectoryInfo tones = Directory.CreateTempSubdirectory("unrolled-tones-");
        try
        {
            Write(tones.FullName);
            use(tones.FullName);
        }
        finally
        {
            tones.Delete(recursive: true);
        }
    }

    /// <summary>Writes <c>word_pipe_take.wav</c> files, always the same ones.</summary>
    public static void Write(string directory)
    {
        for (int word = 0; word < s_words.Length; word++)
        {
            for (int pipe = 0; pipe < s_pipes.Length; pipe++)
            {
                for (int take = 0; take < Takes; take++)
                {
                    var random = new SampleRandom(1, 0, (word * s_pipes.Length + pipe) * Takes + take);
                    string name = $"{word}_{s_pipes[pipe].Name}_{take}.wav";
                    Wav.Write(Path.Combine(directory, name), Sound(s_words[word], s_pipes[pipe].Pitch, random));
                }
            }
        }
    }

    private static Waveform Sound((double From, double To, double Second) word, double pitch, SampleRandom random)
    {
        var samples = new float[(int)(Rate * random.Between(0.3f, 0.5f))];
        double low = random.NextSingle(), high = random.NextSingle(), voice = pitch * random.Between(0.97f, 1.03f);
        for (int i = 0; i < samples.Length; i++)
        {
            double part = (double)i / samples.Length;
            low += voice * (word.From + (word.To - word.From) * part) / Rate;
            high += voice * word.Second / Rate;
            samples[i] = 0.4f * Triangle(low) + 0.2f * Triangle(high) + random.Between(-0.02f, 0.02f);
        }
        return new Waveform(samples, Rate);
    }

    // No sine: a library's differs between platforms.
    private static float Triangle(double turns) => (float)(4 * Math.Abs(turns - Math.Floor(turns) - 0.5) - 1);
}
