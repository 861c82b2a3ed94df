using System.Globalization;
using Microsoft.Playwright;

namespace Unrolled.Page.Tests;

/// <summary>A person on the page, and what went wrong there.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly List<string> _errors = [];

    private Visit(IPage page) => Page = page;

    public IPage Page { get; }

    public ILocator Pad => Page.GetByRole(AriaRole.Application, new() { Name = "Drawing area" });

    public ILocator Verdict => Page.Locator("#verdict");

    /// <summary>What the browser said was wrong, such as a script's error or something that the content security policy forbids.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public static async Task<Visit> To(Uri address, IPage page)
    {
        var visit = new Visit(page);
        page.Console += (_, message) => visit.Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => visit.Note(true, error);
        page.RequestFailed += (_, request) => visit.Note(true, $"{request.Url}: {request.Failure}");
        page.Request += (_, request) => visit.Note(!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal), request.Url);
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        return visit;
    }

    /// <summary>Draws with the mouse.</summary>
    public async Task Draw(int[][] strokes)
    {
        foreach ((float X, float Y)[] places in await Places(strokes))
        {
            await Page.Mouse.MoveAsync(places[0].X, places[0].Y);
            await Page.Mouse.DownAsync();
            foreach ((float x, float y) in places[1..])
                await Page.Mouse.MoveAsync(x, y);
            await Page.Mouse.UpAsync();
        }
    }

    /// <summary>Draws with a finger.</summary>
    public async Task Touch(int[][] strokes)
    {
        ICDPSession device = await Page.Context.NewCDPSessionAsync(Page);
        foreach ((float X, float Y)[] places in await Places(strokes))
        {
            for (int i = 0; i < places.Length; i++)
                await Dispatch(device, i == 0 ? "touchStart" : "touchMove", [new { x = places[i].X, y = places[i].Y }]);
            await Dispatch(device, "touchEnd", []);
        }
    }

    /// <summary>The answer that is spoken once the hand rests: the digit, and how likely it is.</summary>
    public async Task<(int Digit, double Percent)> Spoken()
    {
        await Settle();
        string text = await Verdict.InnerTextAsync();
        string[] words = text.TrimEnd('.').Split(' ');
        Assert.True(words is ["This", _, .., "%"], $"expected an answer, but the page says: {text}");
        return (words[^3][0] - '0', double.Parse(words[^2], CultureInfo.InvariantCulture));
    }

    public async Task Press(string key, int times = 1)
    {
        for (int i = 0; i < times; i++)
            await Page.Keyboard.PressAsync(key);
    }

    public async Task Clear() => await Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();

    /// <summary>Keeps what is seen, where screenshots are asked for.</summary>
    public async Task Keep(string name)
    {
        if (Browser.Screenshots is not { } folder)
            return;
        await Page.ScreenshotAsync(
            new() { Path = Path.Combine(folder, name), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    /// <summary>Where on the screen strokes lie.</summary>
    private async Task<(float X, float Y)[][]> Places(int[][] strokes)
    {
        LocatorBoundingBoxResult box = (await Pad.BoundingBoxAsync())!;
        return Array.ConvertAll(strokes, stroke => stroke.Chunk(2)
            .Select(p => (box.X + box.Width * p[0] / 1000, box.Y + box.Height * p[1] / 1000)).ToArray());
    }

    private static Task Dispatch(ICDPSession device, string type, object[] points) =>
        device.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = points });

    /// <summary>Waits until nothing is asked any more, and what came of it is spoken.</summary>
    public Task Settle() => Assertions.Expect(Page.Locator("#views")).ToHaveAttributeAsync("aria-busy", "false");

    private void Note(bool counts, string what)
    {
        if (counts)
            _errors.Add(what);
    }
}
