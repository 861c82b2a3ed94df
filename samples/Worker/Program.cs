using DigitWorker;
using Recognition;

// digit-worker --Folder pictures [--Model lenet5.safetensors]
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
if (builder.Configuration["Model"] is { } model)
    builder.Services.AddUnrolled<LeNet5>(model);
else
    builder.Services.AddUnrolled(new LeNet5());
builder.Services.AddOptions<SorterOptions>().BindConfiguration("")
    .Validate(static options => Directory.Exists(options.Folder), "expected --Folder and a folder that is there.")
    .ValidateOnStart();
builder.Services.AddHostedService<Sorter>();
builder.Build().Run();
