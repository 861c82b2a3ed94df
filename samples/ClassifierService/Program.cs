using ClassifierService;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Recognition;
using Unrolled.Hosting;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
// Who wants to be reached from elsewhere says so: --urls http://0.0.0.0:8080
if (builder.Configuration["urls"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:5080");
Limits limits;
try
{
    limits = Limits.From(builder.Configuration, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
catch (InvalidDataException misuse)
{
    Console.Error.WriteLine($"error: {misuse.Message}");
    return 2;
}

builder.WebHost.ConfigureKestrel(server => Server.Limit(server, limits));
builder.Services.Configure<SocketTransportOptions>(Server.Limit);
builder.Services.AddRateLimiter(requests => Server.Limit(requests, limits));
// What is being answered at a stop is answered to the end.
builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Answers.Default));
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(limits).AddSingleton<Places>();
// Weights that change while it runs: --Model lenet5.safetensors
if (builder.Configuration["Model"] is { Length: > 0 } model)
    builder.Services.AddUnrolled<LeNet5>(model);
else
    builder.Services.AddUnrolled(new LeNet5());
// One network for a request, whatever is loaded meanwhile; what it predicts is counted and timed.
builder.Services.AddScoped(static services =>
{
    LoadedNetwork<LeNet5> loaded = services.GetRequiredService<INetworkProvider<LeNet5>>().Loaded;
    return new DigitReader(loaded.Network, loaded.Predict);
});
builder.Services.AddHealthChecks().AddUnrolled<LeNet5>();

WebApplication app = builder.Build();
app.Use(Pages.Protect);
app.UseRateLimiter();
app.MapPost("/classify", Requests.Classify);
app.MapPost("/draw", Drawings.Read).RequireRateLimiting(nameof(Limits.DrawingsPerSecond));
Pages.Map(app);
app.MapGet("/health", static () => Results.Ok(new Health("ok", LeNet5.Info.Body.ToString()))).DisableRateLimiting();
app.MapHealthChecks("/healthz").DisableRateLimiting();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listening on {string.Join(", ", app.Urls)}, body {LeNet5.Info.Body}"));
try
{
    _ = app.Services.GetRequiredService<INetworkProvider<LeNet5>>().State;
}
catch (Exception misuse) when (misuse is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine($"error: --Model: {misuse.Message}");
    return 2;
}

app.Run();
return 0;
