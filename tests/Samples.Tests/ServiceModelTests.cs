using System.Net;
using Recognition;
using Unrolled.Tests;

namespace Unrolled.Samples.Tests;

/// <summary>The service with weights from a file, which change while it runs.</summary>
public sealed class ServiceModelTests : TempDirectory
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact, Trait("Category", "Slow")]
    public async Task Weights_that_are_saved_answer_and_damaged_ones_leave_the_old_in_use()
    {
        string file = PathOf("lenet5.safetensors");
        Always(3).Save(file);
        using ServiceProcess service = ServiceProcess.Start("--Model", file);
        Assert.Equal(3, await Answer(service));
        Assert.Equal("Healthy", await service.Client.GetStringAsync("/healthz"));

        Always(5).Save(file);
        await Until(async () => await Answer(service) == 5);
        Assert.Equal("Healthy", await service.Client.GetStringAsync("/healthz"));

        byte[] whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, whole[..^1]);
        await Until(async () => await service.Client.GetStringAsync("/healthz") == "Degraded");
        Assert.Equal(5, await Answer(service));
    }

    [Fact]
    public void A_model_that_is_not_there_is_an_error_of_the_start()
    {
        (string error, int code) = ServiceProcess.Fail("--Model", PathOf("absent.safetensors"));
        Assert.Equal(2, code);
        Assert.Contains(
            $"error: --Model: {PathOf("absent.safetensors")}: expected a file with the weights of LeNet5", error, StringComparison.Ordinal);
    }

    private static async Task<int> Answer(ServiceProcess service)
    {
        using HttpResponseMessage answer = await service.Post(new byte[LeNet5.InputLength], "application/octet-stream");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await ServiceProcess.Json(answer)).GetProperty("digit").GetInt32();
    }

    /// <summary>A network that sees one digit everywhere.</summary>
    private static LeNet5 Always(int digit)
    {
        var network = new LeNet5();
        network.Parameters.Clear();
        network.Dense3Bias[digit] = 1;
        return network;
    }

    private static async Task Until(Func<Task<bool>> done)
    {
        DateTime end = DateTime.UtcNow + s_patience;
        while (!await done())
        {
            Assert.True(DateTime.UtcNow < end, $"not within {s_patience}");
            await Task.Delay(100);
        }
    }
}
