using System.Globalization;
using Unrolled;
using Unrolled.Hosting;

return args switch
{
    ["train"] => Training.Run(),
    ["answer", .. string[] measures] => AnswerOnce(measures),
    _ => Serve(args),
};

static int Serve(string[] args)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.Services.AddUnrolled<Fruit>(Training.Weights);
    builder.Services.AddHealthChecks().AddUnrolled<Fruit>();
    builder.Services.ConfigureHttpJsonOptions(static json =>
    {
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default);
        // A measure that is left out is an error, not a zero.
        json.SerializerOptions.RespectRequiredConstructorParameters = true;
    });
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

    WebApplication app = builder.Build();
    app.MapPost("/predict", static IResult (Measures measures, INetworkProvider<Fruit> fruit) =>
    {
        try
        {
            return TypedResults.Ok(Answer.Of(measures, fruit.Loaded));
        }
        catch (InvalidDataException wrong)
        {
            return TypedResults.Text(wrong.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    });
    app.MapHealthChecks("/healthz");
    try
    {
        _ = app.Services.GetRequiredService<INetworkProvider<Fruit>>().State;
    }
    catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidDataException)
    {
        return Fail($"{wrong.Message} The verb train writes it, and the next build or publish brings it here.");
    }

    app.Run();
    return 0;
}

static int AnswerOnce(string[] arguments)
{
    var numbers = new float[Fruit.InputLength];
    if (arguments.Length != numbers.Length)
        return Fail($"expected weight, width, height and hue, but got {arguments.Length} arguments.");
    for (int i = 0; i < numbers.Length; i++)
    {
        if (!float.TryParse(arguments[i], CultureInfo.InvariantCulture, out numbers[i]))
            return Fail($"expected a number, but got '{arguments[i]}'.");
    }

    string weights = Path.Combine(AppContext.BaseDirectory, Training.Weights);
    if (!File.Exists(weights))
        return Fail($"{weights} is not there; train and build first.");
    try
    {
        var network = new Fruit();
        network.Load(weights);
        var fruit = new LoadedNetwork<Fruit>(network, NetworkMetadata.Read(weights));
        Answer answer = Answer.Of(new(numbers[0], numbers[1], numbers[2], numbers[3]), fruit);
        Console.WriteLine($"{answer.Kind} {answer.Probability:F3}");
        return 0;
    }
    catch (InvalidDataException wrong)
    {
        return Fail(wrong.Message);
    }
}

static int Fail(string reason)
{
    Console.Error.WriteLine($"error: {reason}");
    return 1;
}
