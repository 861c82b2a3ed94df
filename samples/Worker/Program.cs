using DigitWorker;
using Microsoft.Extensions.Options;
using Recognition;

// digit-worker --Folder pictures [--Model lenet5.safetensors]
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
if (builder.Configuration["Model"] is { } model)
    builder.Services.AddUnrolled<LeNet5>(model);
else
    builder.Services.AddUnrolled(new LeNet5());
builder.Services.AddOptions<SorterOptions>().BindConfiguration("")
    .Validate(static options => Directory.Exists(options.Folder), "expected --Folder and a folder that is there.")
    .Validate(static options => options.Interval > TimeSpan.Zero, "expected an --Interval of more than nothing, such as 00:00:01.")
    .ValidateOnStart();
builder.Services.AddHostedService<Sorter>();
try
{
    builder.Build().Run();
    return 0;
}
catch (Exception misuse) when (misuse is OptionsValidationException or IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine($"error: {misuse.Message}");
    return 2;
}
