using Microsoft.Extensions.Options;
using Recognition;
using Unrolled.Hosting;

namespace DigitWorker;

/// <summary>
/// Sorts pictures by what they show: a PNG file that arrives in the folder goes to its folder <c>0</c> to <c>9</c>, and one that cannot be
/// read to <c>refused</c>. None is lost: where a name is taken there, the file gets another one.
/// </summary>
internal sealed partial class Sorter(INetworkProvider<LeNet5> network, IOptions<SorterOptions> options, ILogger<Sorter> logger)
    : BackgroundService
{
    private const int MostBytes = 16 << 20;

    private readonly string _folder = options.Value.Folder;
    private readonly Dictionary<string, (long Length, DateTime Written)> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval);
        do
        {
            FileInfo[] files = new DirectoryInfo(_folder).GetFiles("*.png");
            foreach (string gone in _seen.Keys.Except(files.Select(static file => file.Name)).ToArray())
                _seen.Remove(gone);
            foreach (FileInfo file in files)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                Sort(file);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Whether two looks in a row found it the same: what is being copied still grows.</summary>
    private bool IsWhole(FileInfo file)
    {
        (long, DateTime) now = (file.Length, file.LastWriteTimeUtc);
        bool same = _seen.TryGetValue(file.Name, out (long, DateTime) before) && before == now;
        _seen[file.Name] = now;
        return same;
    }

    private void Sort(FileInfo file)
    {
        try
        {
            if (!IsWhole(file))
                return;
            string to;
            try
            {
                if (file.Length > MostBytes)
                    throw new InvalidDataException($"the file has {file.Length} bytes, more than the {MostBytes >> 20} MB that are read.");
                // One network for one picture, whatever is loaded meanwhile.
                Reading reading = new DigitReader(network.Current).Read(Picture.FromPng(File.ReadAllBytes(file.FullName)));
                to = reading.Digit.ToString();
                Read(file.Name, reading.Digit, reading.Probability);
            }
            catch (InvalidDataException damage)
            {
                to = "refused";
                Refused(file.Name, damage.Message);
            }

            string folder = Directory.CreateDirectory(Path.Combine(_folder, to)).FullName;
            file.MoveTo(Free(folder, file.Name));
            _seen.Remove(file.Name);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // Somebody has it; the next look finds it again.
            Held(file.Name, held.Message);
        }
    }

    private static string Free(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        for (int other = 2; File.Exists(path); other++)
            path = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}-{other}{Path.GetExtension(name)}");
        return path;
    }

    [LoggerMessage(LogLevel.Information, "{Name} shows {Digit}, with probability {Probability:F3}.")]
    private partial void Read(string name, int digit, float probability);

    [LoggerMessage(LogLevel.Warning, "{Name} was refused: {Reason}")]
    private partial void Refused(string name, string reason);

    [LoggerMessage(LogLevel.Warning, "{Name} could not be read or moved yet: {Reason}")]
    private partial void Held(string name, string reason);
}
