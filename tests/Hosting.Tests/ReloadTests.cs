using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Unrolled.Hosting.Tests;

/// <summary>What happens to the network in use when its file changes.</summary>
public sealed class ReloadTests : ServiceTest
{
    [Fact]
    public void A_saved_file_takes_the_networks_place_and_listeners_hear_of_it_once()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        var heard = new List<LoadedNetwork<Scales>>();
        using IDisposable listening = provider.OnChange(heard.Add);
        Scales first = provider.Current;
        Assert.Equal(Scales.Expected(1), Predict(provider));

        Scales.Of(2).Save(Weights, NetworkMetadata.Empty.With("who", "second"));
        Wait(10);

        Assert.Equal(Scales.Expected(2), Predict(provider));
        LoadedNetwork<Scales> second = Assert.Single(heard);
        Assert.Same(provider.Current, second.Network);
        Assert.Equal("second", second.Metadata["who"]);
        Assert.Equal(second, provider.State.Loaded);
        // Who still has the first has all of it.
        Assert.NotSame(first, second.Network);
        Assert.All(first.Parameters.ToArray(), static parameter => Assert.Equal(1, parameter));

        listening.Dispose();
        listening.Dispose();
        Scales.Of(3).Save(Weights);
        Wait();
        Assert.Equal(Scales.Expected(3), Predict(provider));
        Assert.Single(heard);
    }

    [Fact]
    public async Task A_damaged_file_leaves_the_network_in_use_and_tells_why_once()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        Scales first = provider.Current;
        Assert.Equal(HealthStatus.Healthy, (await Health(services)).Status);

        byte[] whole = await File.ReadAllBytesAsync(Weights);
        await File.WriteAllBytesAsync(Weights, whole[..(whole.Length / 2)]);
        Wait(10);

        Assert.Same(first, provider.Current);
        HealthReportEntry health = await Health(services);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(Weights, health.Description, StringComparison.Ordinal);
        Assert.Equal(provider.State.Failure, health.Description);
        Assert.Single(Logs.GetSnapshot(), static record => record.Level == LogLevel.Warning && record.Category == "Unrolled.Hosting");

        // The same content comes back: the network is the one that was there, and nobody speaks of it.
        await File.WriteAllBytesAsync(Weights, whole);
        Wait();
        Assert.Same(first, provider.Current);
        Assert.Equal(HealthStatus.Healthy, (await Health(services)).Status);
        Assert.Null(provider.State.Failure);
    }

    [Fact]
    public async Task A_file_that_went_or_is_another_networks_leaves_the_network_in_use()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        Scales first = provider.Current;

        File.Delete(Weights);
        Wait();
        Assert.Contains("there is none", (await Health(services)).Description, StringComparison.Ordinal);
        new Words().Save(Weights);
        Wait();
        Assert.Contains("embedding1.weight", (await Health(services)).Description, StringComparison.Ordinal);
        Assert.Same(first, provider.Current);
        Scales.Of(2).Save(Weights);
        Wait();
        Assert.Equal(Scales.Expected(2), Predict(provider));
    }

    [Fact]
    public void A_file_that_is_being_written_is_left_alone_until_it_rests()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        Scales first = provider.Current;
        Scales.Of(2).Save(PathOf("other"));
        byte[] other = File.ReadAllBytes(PathOf("other"));

        // In its place and piece by piece: at each look it is a whole file, half of which is the old one.
        using (FileStream file = File.Open(Weights, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            const int Pieces = 5;
            for (int piece = 0; piece < Pieces; piece++)
            {
                int from = other.Length * piece / Pieces, to = other.Length * (piece + 1) / Pieces;
                file.Write(other.AsSpan(from..to));
                file.Flush();
                File.SetLastWriteTimeUtc(Weights, DateTime.UnixEpoch.AddMinutes(piece));
                Wait(looks: 1);
                Assert.Same(first, provider.Current);
            }
        }

        Wait();
        Assert.Equal(Scales.Expected(2), Predict(provider));
        Assert.DoesNotContain(Logs.GetSnapshot(), static record => record.Level == LogLevel.Warning);
    }

    [Fact]
    public void Links_that_are_turned_as_in_Kubernetes_lead_to_the_new_file()
    {
        DateTime same = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach ((string folder, float number) in new[] { ("v1", 1f), ("v2", 2f) })
        {
            System.IO.Directory.CreateDirectory(PathOf(folder));
            Scales.Of(number).Save(PathOf($"{folder}/scales.safetensors"));
            // As deployments that repeat give them; Windows tells files by length and time alone.
            File.SetLastWriteTimeUtc(PathOf($"{folder}/scales.safetensors"), OperatingSystem.IsWindows() ? same.AddMinutes(number) : same);
        }

        System.IO.Directory.CreateSymbolicLink(PathOf("..data"), "v1");
        File.CreateSymbolicLink(Weights, "..data/scales.safetensors");
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        Assert.Equal(Scales.Expected(1), Predict(provider));

        System.IO.Directory.Delete(PathOf("..data"));
        System.IO.Directory.CreateSymbolicLink(PathOf("..data"), "v2");
        Wait();

        Assert.Equal(Scales.Expected(2), Predict(provider));
    }

    [Fact]
    public void A_touched_file_is_no_new_network()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        Scales first = provider.Current;
        File.SetLastWriteTimeUtc(Weights, DateTime.UnixEpoch);
        Wait();
        Assert.Same(first, provider.Current);
    }

    [Fact]
    public void A_listener_that_throws_is_logged_and_others_are_called()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        int called = 0;
        provider.OnChange(static _ => throw new InvalidOperationException("no"));
        provider.OnChange(_ => called++);
        _ = provider.Current;
        foreach (float number in new[] { 2f, 3f })
        {
            Scales.Of(number).Save(Weights);
            Wait();
        }

        Assert.Equal(2, called);
        Assert.Equal(2, Logs.GetSnapshot().Count(static record => record.Level == LogLevel.Error));
    }

    [Fact]
    public void Nothing_changes_after_dispose_or_where_reload_is_off()
    {
        Scales.Of(1).Save(Weights);
        ServiceProvider ended = Build();
        using ServiceProvider still = Build(static options => options.Reload = false);
        var provider = ended.GetRequiredService<INetworkProvider<Scales>>();
        var fixedProvider = still.GetRequiredService<INetworkProvider<Scales>>();
        Scales first = provider.Current, other = fixedProvider.Current;
        ended.Dispose();

        Scales.Of(2).Save(Weights);
        Wait(5);

        Assert.Same(first, provider.Current);
        Assert.Same(other, fixedProvider.Current);
    }

    [Fact]
    public async Task Eight_threads_see_whole_networks_only_while_files_take_turns()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        float[][] expected = [.. Enumerable.Range(1, 3).Select(static number => Scales.Expected(number))];
        using var end = new CancellationTokenSource();
        var seen = new long[expected.Length];
        Task[] threads = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var outputs = new float[Scales.OutputLength];
                while (!end.IsCancellationRequested)
                {
                    provider.Predict(Scales.Ones, outputs);
                    int which = Array.FindIndex(expected, one => one.AsSpan().SequenceEqual(outputs));
                    Assert.True(which >= 0, $"outputs of no network: {outputs[0]}, {outputs[^1]}");
                    Interlocked.Increment(ref seen[which]);
                }
            }, TaskCreationOptions.LongRunning))];

        for (int turn = 0; turn < 60; turn++)
        {
            Scales.Of(1 + turn % 3).Save(Weights);
            Wait();
            // Each of them is used before the next one comes.
            long before = Interlocked.Read(ref seen[turn % 3]);
            while (Interlocked.Read(ref seen[turn % 3]) == before && !threads.Any(static thread => thread.IsFaulted))
                await Task.Yield();
        }

        end.Cancel();
        await Task.WhenAll(threads);
        Assert.Equal(60, Logs.GetSnapshot().Count(static record => record.Level == LogLevel.Information));
    }
}
