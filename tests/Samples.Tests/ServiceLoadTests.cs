namespace Unrolled.Samples.Tests;

/// <summary>A small piece of what <see cref="ServiceLoad"/> does as a whole.</summary>
[Trait("Category", "Slow")]
public class ServiceLoadTests
{
    [Fact]
    public async Task Good_clients_are_answered_while_others_attack()
    {
        using var service = ServiceProcess.Start();
        ServiceReport report = await ServiceLoad.Run(service, connections: 90, goodClients: 16, TimeSpan.FromSeconds(3));

        Assert.True(report.Good.Faults.Count == 0 && report.Good.Requests >= 16, report.ToString());
        Assert.Contains(report.Ends, static e => e.Key is ("picture bombs", "HTTP/1.1 400 Bad Request"));
        if (OperatingSystem.IsLinux())
            Assert.InRange(report.MostBytes, 0, ServiceLoad.MostBytes);
    }
}
