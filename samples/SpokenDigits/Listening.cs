using Unrolled;
using Unrolled.Data;

namespace SpokenDigits;

/// <summary>Lets networks hear a recording as it would come from a microphone, and says what they take it for meanwhile.</summary>
internal static class Listening
{
    private const int PiecesASecond = 20;

    public static void Show(Listener[] networks, AudioSamples recordings)
    {
        Waveform recording = recordings.Recordings[0];
        Console.WriteLine($"heard piece by piece: {Path.GetFileName(recordings.Files[0])}");
        string? said = null;
        foreach ((double seconds, int digit) in Guesses(networks, recordings.Pipeline, recording))
        {
            string name = recordings.ClassNames[digit];
            if (name != said)
                Console.WriteLine($"  after {seconds:F2} s: {name}");
            said = name;
        }
    }

    /// <summary>What the networks' vote takes a sound for after each piece of it.</summary>
    public static IEnumerable<(double Seconds, int Digit)> Guesses(Listener[] networks, AudioPipeline pipeline, Waveform sound)
    {
        var window = new AudioWindow(pipeline);
        float[] input = new float[pipeline.InputLength];
        int piece = sound.SampleRate / PiecesASecond;
        for (int at = 0; at < sound.Length; at += piece)
        {
            window.Write(sound.Samples.AsSpan(at, Math.Min(piece, sound.Length - at)));
            if (at + piece >= sound.Length)
                window.End();
            while (window.TryRead(input))
            {
                // The last frame of the piece remains.
            }
            yield return (window.Seconds, Voting.Classify(networks, input));
        }
    }
}
