namespace Unrolled.Data.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("unrolled-").FullName;

    /// <summary>Writes a recording of a tone.</summary>
    public void Add(string name, double frequency = 440, int rate = 8000, int length = 2000)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        Wav.Write(path, new Waveform(Signals.Tone(length, frequency, rate), rate));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
