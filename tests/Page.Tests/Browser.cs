using System.Text.Json;
using Microsoft.Playwright;
using Unrolled.Samples.Tests;

namespace Unrolled.Page.Tests;

/// <summary>The service as it is built, and a browser that visits it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string s_chromium = Environment.GetEnvironmentVariable("UNROLLED_CHROMIUM")
        ?? throw new InvalidOperationException("UNROLLED_CHROMIUM names no browser; run these tests by tests/page.sh, which finds one.");

    private readonly ServiceProcess _service = ServiceProcess.Start();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots go, or nowhere.</summary>
    public static string? Screenshots { get; } = Environment.GetEnvironmentVariable("UNROLLED_SCREENSHOTS");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = s_chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _service.Dispose();
    }

    /// <summary>Opens the page in a browser of its own.</summary>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="options">What else the visitor prefers.</param>
    internal async Task<Visit> Open(int width = 1280, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 860 };
        IBrowserContext context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(10_000);
        return await Visit.To(_service.Address, await context.NewPageAsync());
    }
}

/// <summary>Digits written by hand for these tests: the strokes of each, as x, y, x, y … in thousandths of the sheet.</summary>
internal sealed record Written(int Digit, int[][] Strokes)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>All of them; <c>UNROLLED_STROKES</c> names another file.</summary>
    public static Written[] All { get; } = Read();

    private static Written[] Read()
    {
        using Stream stream = Environment.GetEnvironmentVariable("UNROLLED_STROKES") is { Length: > 0 } file
            ? File.OpenRead(file)
            : typeof(Written).Assembly.GetManifestResourceStream("strokes.json")!;
        return JsonSerializer.Deserialize<Written[]>(stream, s_options)!;
    }
}
