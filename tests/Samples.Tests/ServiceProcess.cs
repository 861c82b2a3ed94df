using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Unrolled.Tests;

namespace Unrolled.Samples.Tests;

/// <summary>The service in a process of its own, on a port that the system chooses, and a client of it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private ServiceProcess(Process process, Uri address)
    {
        Process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public Process Process { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>Starts the service as it is built, with limits such as <c>--LargeBodies 1</c>.</summary>
    public static ServiceProcess Start(params string[] limits)
    {
        (string program, string[] arguments) = Built(limits);
        return Start(program, arguments);
    }

    /// <summary>Starts the service as on a machine with so many processors.</summary>
    public static ServiceProcess StartOn(int processors)
    {
        (string program, string[] arguments) = Built([]);
        return Start(program, arguments, ("DOTNET_PROCESSOR_COUNT", processors.ToString("X", CultureInfo.InvariantCulture)));
    }

    /// <summary>The error and exit code of a service that does not come to listen.</summary>
    public static (string Error, int Code) Fail(params string[] limits)
    {
        (string program, string[] arguments) = Built(limits);
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (error, process.ExitCode);
    }

    private static (string Program, string[] Arguments) Built(string[] limits) =>
        Built("ClassifierService", "classifier-service.dll", limits);

    /// <summary>How a sample is started as it is built.</summary>
    public static (string Program, string[] Arguments) Built(string sample, string file, string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../../../samples", sample, "bin", configuration, "net10.0", file));
        return (DotnetHost.Path, ["exec", program, .. arguments]);
    }

    /// <summary>Starts a program that is the service.</summary>
    public static ServiceProcess Start(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, [.. arguments, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
        return new(process, new Uri(line!.Split(' ', ',')[2]));
    }

    public async Task<HttpResponseMessage> Post(byte[] body, string type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await Client.PostAsync("/classify", content);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    /// <summary>Asks it to stop, as systems do.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("kill", $"-TERM {Process.Id}");
        kill.WaitForExit();
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!Process.HasExited)
            Process.Kill();
        Process.Dispose();
    }
}
