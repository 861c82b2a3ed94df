namespace Unrolled.Numerics.Tests;

/// <summary>
/// Random networks of networks; more of them in a night by <c>dotnet run -c Release --project tests/Numerics.Tests -- 100000</c>.
/// </summary>
public class RandomNetworkTests(ITestOutputHelper output)
{
    private const ulong Seed = 20260801;
    private const int Count = 200;

    [Fact]
    public void Random_networks_keep_every_promise()
    {
        var text = new StringWriter();
        var run = new RandomRun(Count, Seed, first: 0, TextWriter.Synchronized(text));
        run.Run();
        output.WriteLine(text.ToString());
        Assert.True(run.Failures.Count == 0, string.Join("\n\n", run.Failures));
    }
}
