using ClassifierService;
using Recognition;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
// Who wants to be reached from elsewhere says so: --urls http://0.0.0.0:8080
if (builder.Configuration["urls"] is null)
    builder.WebHost.UseUrls("http://127.0.0.1:5080");
builder.WebHost.ConfigureKestrel(static server =>
{
    server.AddServerHeader = false;
    server.Limits.MaxRequestBodySize = Requests.MostBytes;
    server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
});
// What is being answered at a stop is answered to the end.
builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Answers.Default));
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton<DigitReader>();

WebApplication app = builder.Build();
app.MapPost("/classify", Requests.Classify);
app.MapGet("/health", static () => Results.Ok(new Health("ok", LeNet5.Info.Body.ToString())));
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listening on {string.Join(", ", app.Urls)}, body {LeNet5.Info.Body}"));
app.Run();
