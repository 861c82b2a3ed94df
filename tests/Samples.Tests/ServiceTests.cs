using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Digits.Drawing;
using Recognition;

namespace Unrolled.Samples.Tests;

/// <summary>The service, run as it is built, on a port that the system chooses.</summary>
public sealed class ServiceTests : IDisposable
{
    private const int Clients = 64, RequestsOfOne = 25;

    private readonly Process _service;
    private readonly HttpClient _client;

    public ServiceTests()
    {
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../samples/ClassifierService/bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "classifier-service.dll"));
        _service = Process.Start(new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), ["exec", program, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        })!;
        string? line = _service.StandardOutput.ReadLine();
        Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
        _client = new HttpClient { BaseAddress = new Uri(line!.Split(' ', ',')[2]) };
    }

    public void Dispose()
    {
        _client.Dispose();
        if (!_service.HasExited)
            _service.Kill();
        _service.Dispose();
    }

    [Fact]
    public async Task Parallel_clients_get_each_its_own_answer()
    {
        var artist = new DigitArtist(seed: 78);
        var reader = new DigitReader();
        var pictures = new (byte[] Png, int Digit)[Clients];
        for (int i = 0; i < Clients; i++)
        {
            var pixels = new float[DigitArtist.Pixels];
            artist.Draw(i, pixels);
            byte[] png = RecognitionTests.Png(pixels, 3, dark: false);
            pictures[i] = (png, reader.Read(Picture.FromPng(png)).Digit);
        }

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int request = 0; request < RequestsOfOne; request++)
            {
                (byte[] png, int digit) = pictures[(client + request) % Clients];
                using HttpResponseMessage answer = await Post(png, "image/png");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal(digit, (await Json(answer)).GetProperty("digit").GetInt32());
            }
        }));
    }

    [Theory]
    [InlineData("image/png", 100, HttpStatusCode.BadRequest, "does not begin as one")]
    [InlineData("application/octet-stream", 783, HttpStatusCode.BadRequest, "expected 784 bytes")]
    [InlineData("text/plain", 784, HttpStatusCode.UnsupportedMediaType, "expected Content-Type")]
    [InlineData("image/png", 1_100_000, HttpStatusCode.RequestEntityTooLarge, "larger than the 1048576 bytes")]
    public async Task What_cannot_be_read_is_refused_with_a_reason(string type, int length, HttpStatusCode status, string reason)
    {
        using HttpResponseMessage answer = await Post(new byte[length], type);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(reason, (await Json(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_pixels_are_read_and_health_names_the_body()
    {
        using HttpResponseMessage answer = await Post(new byte[LeNet5.InputLength], "application/octet-stream");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using HttpResponseMessage health = await _client.GetAsync("/health");
        JsonElement told = await Json(health);
        Assert.Equal("ok", told.GetProperty("status").GetString());
        Assert.Equal(LeNet5.Info.Body.ToString(), told.GetProperty("body").GetString());
    }

    [Fact]
    public void A_request_to_stop_ends_it_in_order()
    {
        if (OperatingSystem.IsWindows())
            return;
        using Process kill = Process.Start("kill", $"-TERM {_service.Id}");
        Assert.True(_service.WaitForExit(TimeSpan.FromSeconds(15)));
        Assert.Equal(0, _service.ExitCode);
    }

    private async Task<HttpResponseMessage> Post(byte[] body, string type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await _client.PostAsync("/classify", content);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
