using System.Net;
using ClassifierService;
using Unrolled.Fuzz;

namespace Unrolled.Samples.Tests;

/// <summary>Each limit of the service, set low: what is beyond it is refused in words, and what is within goes on.</summary>
[Trait("Category", "Slow")]
public class ServiceLimitTests
{
    private static readonly byte[] s_large = Pngs.File(
        ("IHDR", Pngs.Header(600, 600, bits: 8, type: 0)), ("IDAT", Pngs.Zlib(new byte[600 * 601])), ("IEND", []));

    [Fact]
    public async Task A_large_body_without_a_place_gets_a_503_and_a_small_one_its_answer()
    {
        using var service = ServiceProcess.Start("--LargeBodies", "1", "--Waiting", "1");
        using RawClient holder = await Begun(service, "Content-Length: 100000");
        using RawClient one = await RawClient.Connect(service.Address), other = await RawClient.Connect(service.Address);
        await one.Send(RawClient.Head("Content-Length: 100000"));
        await other.Send(RawClient.Head("Content-Length: 100000"));

        // One of them waits, so that there is nothing to wait for to the other.
        string refused = await await Task.WhenAny(one.Answer(), other.Answer());
        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 1\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("all places for large bodies are taken", refused, StringComparison.Ordinal);
        await AssertAnswers(service);
    }

    [Fact]
    public async Task A_body_that_does_not_come_gets_a_408()
    {
        using var service = ServiceProcess.Start("--BodySeconds", "1");
        using RawClient slow = await Begun(service, "Content-Length: 784");
        string refused = await slow.Answer();
        Assert.StartsWith("HTTP/1.1 408 ", refused, StringComparison.Ordinal);
        Assert.Contains("did not come within 1 s", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_unknown_length_takes_a_place_when_it_grows_large()
    {
        using var service = ServiceProcess.Start("--LargeBodies", "1", "--Waiting", "1");
        using HttpResponseMessage answer = await service.Client.SendAsync(Chunked(new byte[100_000]));
        Assert.Contains("expected 784 bytes", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage beyond = await service.Client.SendAsync(Chunked(new byte[1 << 20 | 1]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, beyond.StatusCode);
        using HttpResponseMessage small = await service.Client.SendAsync(Chunked(new byte[784]));
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task More_requests_of_one_address_than_it_may_have_get_a_429()
    {
        using var service = ServiceProcess.Start("--RequestsOfOneAddress", "1");
        using (RawClient slow = await Begun(service, "Content-Length: 784"))
        {
            using HttpResponseMessage refused = await service.Post(new byte[784], "application/octet-stream");
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("1", refused.Headers.GetValues("Retry-After").Single());
            Assert.Contains("1 requests from this address", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            await slow.Send(new byte[784]);
            Assert.StartsWith("HTTP/1.1 200 ", await slow.Answer(), StringComparison.Ordinal);
        }

        await AssertAnswers(service);
    }

    [Fact]
    public async Task Slow_heads_and_idle_connections_are_closed()
    {
        using var service = ServiceProcess.Start("--HeadSeconds", "1", "--IdleSeconds", "1");
        using RawClient idle = await RawClient.Connect(service.Address), slow = await RawClient.Connect(service.Address);
        await slow.Send("POST /classify HTTP/1.1\r\nHost: ");
        Assert.StartsWith("HTTP/1.1 408 ", await slow.Answer(), StringComparison.Ordinal);
        Assert.Equal("", await idle.Answer());
    }

    [Fact]
    public async Task Many_large_pictures_at_once_are_all_read()
    {
        using var service = ServiceProcess.Start("--LargePictures", "1", "--Waiting", "100");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using HttpResponseMessage answer = await service.Post(s_large, "image/png");
            Assert.Contains("blank", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }));
    }

    [Fact]
    public async Task The_largest_pictures_at_once_are_all_read_whatever_the_number_of_processors()
    {
        byte[] largest = Pngs.File(
            ("IHDR", Pngs.Header(2000, 2000, bits: 8, type: 0)), ("IDAT", Pngs.Zlib(new byte[2000 * 2001])), ("IEND", []));
        using var service = ServiceProcess.StartOn(processors: 64);
        await Task.WhenAll(Enumerable.Range(0, 144).Select(async _ =>
        {
            using HttpResponseMessage answer = await service.Post(largest, "image/png");
            Assert.Contains("blank", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }));
    }

    [Fact]
    public void Memory_that_is_used_up_is_a_503()
    {
        RefusedException? refusal = RefusedException.For(new OutOfMemoryException());
        Assert.Equal(503, refusal?.Status);
        Assert.Contains("try again later", refusal?.Message, StringComparison.Ordinal);
        Assert.Equal(400, RefusedException.For(new InvalidDataException())?.Status);
        Assert.Null(RefusedException.For(new InvalidOperationException()));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("1001")]
    [InlineData("99999999999")]
    public void A_limit_that_is_none_is_named(string value) => Assert.Equal(
        ($"error: --LargeBodies expects a whole number from 1 to 1000, but got '{value}'.", 2), Failure("--LargeBodies", value));

    [Theory]
    [InlineData("Connections", 100_000)]
    [InlineData("RequestsOfOneAddress", 100_000)]
    [InlineData("LargePictures", 1_000)]
    [InlineData("Drawings", 1_000)]
    [InlineData("DrawingsPerSecond", 100_000)]
    [InlineData("Waiting", 100_000)]
    [InlineData("HeadSeconds", 86_400)]
    [InlineData("BodySeconds", 86_400)]
    [InlineData("IdleSeconds", 86_400)]
    public void A_limit_beyond_its_range_is_refused_at_the_start(string name, int most) => Assert.Equal(
        ($"error: --{name} expects a whole number from 1 to {most}, but got '{most + 1}'.", 2), Failure($"--{name}", $"{most + 1}"));

    [Theory]
    [InlineData("--LargePictures", "8", "1152 connections, 16 large bodies, 8 large pictures")]
    [InlineData("--Drawings", "100", "100 drawings")]
    [InlineData("--LargeBodies", "40", "1152 connections, 40 large bodies")]
    [InlineData("--Connections", "3000", "3000 connections, 16 large bodies")]
    public void Limits_that_lend_more_than_the_heap_are_refused_at_the_start(string name, string value, string words)
    {
        (string error, int code) = Failure(name, value);
        Assert.Equal(2, code);
        Assert.Matches("^error: the limits lend up to [0-9]+ MB, but the heap has 64: ", error);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_times_that_may_be_set_are_kept()
    {
        using var service = ServiceProcess.Start("--BodySeconds", "86400", "--HeadSeconds", "86400", "--IdleSeconds", "86400");
        await AssertAnswers(service);
    }

    [Fact]
    public async Task What_has_begun_when_it_is_asked_to_stop_is_answered()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var service = ServiceProcess.Start();
        RawClient[] begun = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Begun(service, "Content-Length: 784")));
        service.Terminate();
        foreach (RawClient client in begun)
            await client.Send(new byte[784]);
        foreach (RawClient client in begun)
        {
            Assert.StartsWith("HTTP/1.1 200 ", await client.Answer(), StringComparison.Ordinal);
            client.Dispose();
        }

        Assert.True(service.Process.WaitForExit(TimeSpan.FromSeconds(15)));
        Assert.Equal(0, service.Process.ExitCode);
    }

    /// <summary>A request that the service is known to read: it has asked for the body.</summary>
    private static async Task<RawClient> Begun(ServiceProcess service, string length)
    {
        RawClient client = await RawClient.Connect(service.Address);
        await client.Send(RawClient.Head($"{length}\r\nExpect: 100-continue", "application/octet-stream"));
        Assert.StartsWith("HTTP/1.1 100 ", await client.Answer(), StringComparison.Ordinal);
        return client;
    }

    private static (string Error, int Code) Failure(string name, string value)
    {
        (string error, int code) = ServiceProcess.Fail(name, value);
        return (error.TrimEnd(), code);
    }

    private static async Task AssertAnswers(ServiceProcess service)
    {
        using HttpResponseMessage small = await service.Post(new byte[784], "application/octet-stream");
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    private static HttpRequestMessage Chunked(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/octet-stream");
        return new(HttpMethod.Post, "/classify") { Content = content, Headers = { TransferEncodingChunked = true } };
    }
}
