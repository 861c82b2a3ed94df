using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Recognition;
using Samples.Drawing;

namespace Unrolled.Samples.Tests;

/// <summary>The service's page as a client without a browser meets it: files, drawings and their answers, refusals.</summary>
public sealed class DrawingTests : IClassFixture<DrawingTests.Service>
{
    private const int Clients = 64, RequestsOfOne = 5;

    private readonly HttpClient _client;

    public DrawingTests(Service service) => _client = service.Process.Client;

    [Fact]
    public async Task Parallel_clients_get_each_the_answer_to_its_own_drawing()
    {
        (string Body, byte[] Picture, int Digit)[] drawings = [.. Drawn().Take(Clients)];
        Assert.Equal(Clients, drawings.Length);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int request = 0; request < RequestsOfOne; request++)
            {
                (string body, byte[] picture, int digit) = drawings[(client + request) % Clients];
                using HttpResponseMessage answer = await Draw(body);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                JsonElement seen = await ServiceProcess.Json(answer);
                Assert.Equal(digit, seen.GetProperty("digit").GetInt32());
                Assert.Equal(picture, seen.GetProperty("picture").GetBytesFromBase64());
            }
        }));
    }

    [Fact]
    public async Task An_answer_has_ten_probabilities_and_where_the_network_looked()
    {
        using HttpResponseMessage answer = await Draw("""{"strokes":[[250,150,700,150,480,850]]}""");
        JsonElement seen = await ServiceProcess.Json(answer);
        float[] probabilities = [.. seen.GetProperty("probabilities").EnumerateArray().Select(static p => p.GetSingle())];
        Assert.Equal(10, probabilities.Length);
        Assert.Equal(1, probabilities.Sum(), 1e-4);
        Assert.Equal(7, seen.GetProperty("digit").GetInt32());
        Assert.Equal(probabilities[7], seen.GetProperty("probability").GetSingle());
        byte[] looked = seen.GetProperty("looked").GetBytesFromBase64();
        Assert.Equal(784, looked.Length);
        Assert.Contains(looked, static pull => pull is 1 or 255);
    }

    [Theory]
    [InlineData("""{"strokes":[]}""", "nothing is drawn")]
    [InlineData("""{"strokes":[[]]}""", "nothing is drawn")]
    [InlineData("""{"strokes":[[1,2,3]]}""", "but got 3 numbers")]
    [InlineData("""{"strokes":[null]}""", "but got 0 numbers")]
    [InlineData("""{"strokes":[[1,1001]]}""", "but got 1001")]
    [InlineData("""{"strokes":[[1,-1]]}""", "but got -1")]
    [InlineData("""{"strokes":[[1,2.5]]}""", "$.strokes[0][1] does not fit")]
    [InlineData("""{"lines":[]}""", "$.lines does not fit")]
    [InlineData("{}", "there are none")]
    [InlineData("null", "there are none")]
    [InlineData("7", "does not fit")]
    [InlineData("", "does not fit")]
    public async Task What_is_no_drawing_is_refused_with_a_reason(string body, string reason)
    {
        using HttpResponseMessage answer = await Draw(body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, (await ServiceProcess.Json(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_drawing_beyond_its_bytes_is_refused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/draw") { Content = Json(new string(' ', 8193)) };
        request.Headers.TransferEncodingChunked = chunked;
        using HttpResponseMessage answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("larger than the 8192 bytes", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_content_type_is_refused_so_that_other_sites_pages_cannot_ask()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "text/plain");
        using HttpResponseMessage answer = await _client.PostAsync("/draw", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task More_drawings_in_a_second_than_an_address_may_have_get_a_429()
    {
        using var service = ServiceProcess.Start("--DrawingsPerSecond", "1");
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => service.Client.PostAsync("/draw", Json("""{"strokes":[[1,2]]}"""))));
        Assert.Contains(answers, static a => a.StatusCode == HttpStatusCode.OK);
        HttpResponseMessage refused = Array.Find(answers, static a => a.StatusCode == HttpStatusCode.TooManyRequests)!;
        Assert.Equal("1", refused.Headers.GetValues("Retry-After").Single());
        Assert.Contains("1 drawings a second", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Other requests are not concerned.
        using HttpResponseMessage other = await service.Post(new byte[784], "application/octet-stream");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/pad.js", "text/javascript")]
    [InlineData("/answers.js", "text/javascript")]
    [InlineData("/digits.json", "application/json")]
    [InlineData("/icon.svg", "image/svg+xml")]
    public async Task Files_of_the_page_are_protected_and_kept_while_they_are_the_same(string path, string type)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        AssertProtected(answer);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using HttpResponseMessage same = await _client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/nothing")]
    public async Task Every_answer_is_protected(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(path);
        AssertProtected(answer);
    }

    /// <summary>All ways to write a digit, as the page would send them, and what comes of them.</summary>
    private static IEnumerable<(string Body, byte[] Picture, int Digit)> Drawn()
    {
        var handwriting = new Handwriting();
        var reader = new DigitReader();
        var pixels = new float[Handwriting.Pixels];
        for (int digit = 0; digit < 10; digit++)
        {
            foreach (Stroke[] way in (Stroke[][])[.. Strokes.Of(digit), .. Strokes.MoreOf(digit)])
            {
                Point[][] lines = Array.ConvertAll(way, static stroke => Array.ConvertAll(
                    stroke.Points, static p => new Point((int)(100 + 800 * p.X), (int)(100 + 800 * p.Y))));
                handwriting.Draw(lines, 1, Pen.Usual, pixels);
                string strokes = string.Join("],[", lines.Select(static line => string.Join(',', line.Select(static p => $"{p.X},{p.Y}"))));
                byte[] picture = Array.ConvertAll(pixels, static ink => (byte)(255 * ink + 0.5f));
                yield return ($"{{\"strokes\":[[{strokes}]]}}", picture, reader.Read(pixels).Digit);
            }
        }
    }

    private static void AssertProtected(HttpResponseMessage answer)
    {
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    private static StringContent Json(string body) => new(body, MediaTypeHeaderValue.Parse("application/json"));

    private async Task<HttpResponseMessage> Draw(string body)
    {
        using StringContent content = Json(body);
        return await _client.PostAsync("/draw", content);
    }

    /// <summary>One service for all of them.</summary>
    public sealed class Service : IDisposable
    {
        internal ServiceProcess Process { get; } = ServiceProcess.Start();

        public void Dispose() => Process.Dispose();
    }
}
