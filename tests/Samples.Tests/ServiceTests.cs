using System.Net;
using System.Text.Json;
using Recognition;
using Samples.Drawing;

namespace Unrolled.Samples.Tests;

/// <summary>The service, run as it is built, on a port that the system chooses.</summary>
[Trait("Category", "Slow")]
public sealed class ServiceTests : IDisposable
{
    private const int Clients = 64, RequestsOfOne = 25;

    private readonly ServiceProcess _service = ServiceProcess.Start();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Parallel_clients_get_each_its_own_answer()
    {
        (byte[] Png, int Digit)[] pictures = Drawn(Clients);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int request = 0; request < RequestsOfOne; request++)
            {
                (byte[] png, int digit) = pictures[(client + request) % Clients];
                using HttpResponseMessage answer = await _service.Post(png, "image/png");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal(digit, (await ServiceProcess.Json(answer)).GetProperty("digit").GetInt32());
            }
        }));
    }

    /// <summary>Pictures, and what the network sees in them.</summary>
    internal static (byte[] Png, int Digit)[] Drawn(int count)
    {
        var artist = new DigitArtist(seed: 78);
        var reader = new DigitReader();
        var pictures = new (byte[] Png, int Digit)[count];
        for (int i = 0; i < count; i++)
        {
            var pixels = new float[DigitArtist.Pixels];
            artist.Draw(i, pixels);
            byte[] png = RecognitionTests.Png(pixels, 3, dark: false);
            pictures[i] = (png, reader.Read(Picture.FromPng(png)).Digit);
        }

        return pictures;
    }

    [Theory]
    [InlineData("IMAGE/PNG")]
    [InlineData("image/png; charset=binary")]
    [InlineData("Image/Png;q=1")]
    public async Task Content_types_are_compared_without_case_and_parameters(string type)
    {
        (byte[] png, int digit) = Drawn(1)[0];
        using HttpResponseMessage answer = await _service.Post(png, type);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(digit, (await ServiceProcess.Json(answer)).GetProperty("digit").GetInt32());
    }

    [Theory]
    [InlineData("image/png", 100, HttpStatusCode.BadRequest, "does not begin as one")]
    [InlineData("application/octet-stream", 783, HttpStatusCode.BadRequest, "expected 784 bytes")]
    [InlineData("text/plain", 784, HttpStatusCode.UnsupportedMediaType, "expected Content-Type")]
    [InlineData("image/png", 1_100_000, HttpStatusCode.RequestEntityTooLarge, "larger than the 1048576 bytes")]
    public async Task What_cannot_be_read_is_refused_with_a_reason(string type, int length, HttpStatusCode status, string reason)
    {
        using HttpResponseMessage answer = await _service.Post(new byte[length], type);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(reason, (await ServiceProcess.Json(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_pixels_are_read_and_health_names_the_body()
    {
        using HttpResponseMessage answer = await _service.Post(new byte[LeNet5.InputLength], "application/octet-stream");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using HttpResponseMessage health = await _service.Client.GetAsync("/health");
        JsonElement told = await ServiceProcess.Json(health);
        Assert.Equal("ok", told.GetProperty("status").GetString());
        Assert.Equal(LeNet5.Info.Body.ToString(), told.GetProperty("body").GetString());
    }
}
