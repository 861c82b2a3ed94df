using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Unrolled.Samples.Tests;

/// <summary>How good clients fared: how many requests, what went wrong, and how long answers took.</summary>
internal sealed record GoodClients(int Requests, IReadOnlyList<string> Faults, TimeSpan Middle, TimeSpan Slowest);

/// <summary>What a load has come to.</summary>
/// <param name="Good">The good clients.</param>
/// <param name="Ends">Of each attack, how its connections ended, and how often.</param>
/// <param name="MostBytes">The most memory that the service's process had at once.</param>
internal sealed record ServiceReport(GoodClients Good, IReadOnlyDictionary<(string Attack, string End), int> Ends, long MostBytes)
{
    public override string ToString()
    {
        IEnumerable<string> attacks = Ends.OrderBy(static e => e.Key)
            .Select(static e => $"{e.Key.Attack,-26} {e.Key.End,-36} {e.Value,8:N0}");
        string good = $"good clients: {Good.Requests:N0} requests, {Good.Requests - Good.Faults.Count:N0} answered rightly; "
            + $"answers took {Good.Middle.TotalMilliseconds:F0} ms in the middle, {Good.Slowest.TotalMilliseconds:F0} ms at most";
        return string.Join('\n', [.. attacks, good, .. Good.Faults.Take(10), $"service: {MostBytes >> 20} MB at most"]);
    }
}

/// <summary>
/// The service under attack, and good clients beside:
/// <c>dotnet run -c Release --project tests/Samples.Tests -- service-load [CONNECTIONS] [SECONDS] [PROGRAM]</c>.
/// </summary>
internal static class ServiceLoad
{
    /// <summary>The argument that makes this program <see cref="Main"/> instead of running tests.</summary>
    public const string Command = "service-load";

    /// <summary>The memory that the service may take in all.</summary>
    public const long MostBytes = 150 << 20;

    private const int GoodClients = 64;

    /// <summary>Runs the whole and prints what came of it.</summary>
    /// <returns>0 if every good request was answered rightly and the service stayed within its memory.</returns>
    public static int Main(string[] args)
    {
        int connections = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
        int seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60;
        using ServiceProcess service = args.Length > 2 ? ServiceProcess.Start(args[2], []) : ServiceProcess.Start();
        Console.WriteLine($"{connections} connections that attack, {GoodClients} good clients, {seconds} s");
        ServiceReport report = Run(service, connections, GoodClients, TimeSpan.FromSeconds(seconds)).GetAwaiter().GetResult();
        Console.WriteLine(report);
        return report.Good.Faults.Count == 0 && report.MostBytes < MostBytes ? 0 : 1;
    }

    /// <summary>Attacks for a while, with all attacks alike often, and asks good questions at the same time.</summary>
    public static async Task<ServiceReport> Run(ServiceProcess service, int connections, int goodClients, TimeSpan time)
    {
        var ends = new ConcurrentDictionary<(string, string), int>();
        using var over = new CancellationTokenSource(time);
        Task[] attackers = [.. Enumerable.Range(0, connections)
            .Select(i => Attack(service.Address, ServiceAttack.All[i % ServiceAttack.All.Length], ends, over.Token))];
        GoodClients good = await Ask(service.Address, goodClients, over.Token);
        await Task.WhenAll(attackers);
        service.Process.Refresh();
        return new(good, ends, service.Process.PeakWorkingSet64);
    }

    private static async Task Attack(
        Uri address, ServiceAttack attack, ConcurrentDictionary<(string, string), int> ends, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            string end;
            try
            {
                using RawClient client = await RawClient.Connect(address, over);
                string answer = await attack.Run(client, over);
                end = answer.Length == 0 ? "closed" : answer.Split('\r')[0];
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                end = "closed";
            }
            catch (OperationCanceledException)
            {
                end = "still open";
            }

            ends.AddOrUpdate((attack.Name, end), 1, static (_, count) => count + 1);
        }
    }

    private static async Task<GoodClients> Ask(Uri address, int clients, CancellationToken over)
    {
        (byte[] Png, int Digit)[] pictures = ServiceTests.Drawn(clients);
        var faults = new ConcurrentBag<string>();
        var times = new ConcurrentBag<TimeSpan>();
        using var client = new HttpClient { BaseAddress = address };
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async number =>
        {
            for (int request = number; !over.IsCancellationRequested; request++)
            {
                var clock = Stopwatch.StartNew();
                (byte[] png, int digit) = pictures[request % clients];
                if (await Fault(client, png, digit) is { } fault)
                    faults.Add(fault);
                times.Add(clock.Elapsed);
            }
        }));
        TimeSpan[] sorted = [.. times.Order()];
        return new(sorted.Length, [.. faults], sorted[sorted.Length / 2], sorted[^1]);
    }

    /// <summary>What was wrong with an answer, if anything was; nothing is asked twice.</summary>
    private static async Task<string?> Fault(HttpClient client, byte[] png, int digit)
    {
        try
        {
            using var content = new ByteArrayContent(png) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
            using HttpResponseMessage answer = await client.PostAsync("/classify", content);
            if (answer.StatusCode != HttpStatusCode.OK)
                return $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}";
            int told = (await ServiceProcess.Json(answer)).GetProperty("digit").GetInt32();
            return told == digit ? null : $"{told} instead of {digit}";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return e.Message;
        }
    }
}
