using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Unrolled.Hosting.Tests;

/// <summary>Networks as services of a host.</summary>
public sealed class RegistrationTests : ServiceTest
{
    [Fact]
    public async Task A_missing_file_is_an_error_of_the_start_that_names_it()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = Directory });
        builder.Services.AddUnrolled<Scales>("absent.safetensors");
        using IHost host = builder.Build();
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => host.StartAsync());
        Assert.Contains(PathOf("absent.safetensors"), missing.Message, StringComparison.Ordinal);
        Assert.Contains("weights of Scales", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relative_path_begins_at_the_content_root()
    {
        Scales.Of(2).Save(Weights);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = Directory });
        builder.Services.AddUnrolled<Scales>("scales.safetensors");
        using IHost host = builder.Build();
        await host.StartAsync();
        Assert.Equal(Scales.Expected(2), Predict(host.Services.GetRequiredService<INetworkProvider<Scales>>()));
        await host.StopAsync();
    }

    [Fact]
    public async Task An_optional_file_may_come_later()
    {
        using ServiceProvider services = Build(static options => options.Optional = true);
        foreach (IHostedService hosted in services.GetServices<IHostedService>().Where(static s => s is NetworkStart<Scales>))
            await hosted.StartAsync(CancellationToken.None);
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        Assert.Equal(HealthStatus.Unhealthy, (await Health(services)).Status);
        string message = Assert.Throws<InvalidOperationException>(() => provider.Current).Message;
        Assert.Contains("There is no Scales to predict with yet", message, StringComparison.Ordinal);
        Assert.Contains(Weights, message, StringComparison.Ordinal);

        Scales.Of(3).Save(Weights);
        Wait();
        Assert.Equal(Scales.Expected(3), Predict(provider));
        HealthReportEntry health = await Health(services);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal(provider.State.Loaded!.Sha256, health.Data["sha256"]);
    }

    [Fact]
    public void Several_of_a_class_are_told_apart_by_keys()
    {
        Scales.Of(1).Save(PathOf("one"));
        Scales.Of(2).Save(PathOf("two"));
        using ServiceProvider services = Build(services =>
        {
            services.AddKeyedUnrolled<Scales>("one", PathOf("one")).AddKeyedUnrolled<Scales>("two", PathOf("two"));
            services.AddUnrolled(new Words(seed: 1));
        });
        Assert.Equal(Scales.Expected(1), Predict(services.GetRequiredKeyedService<INetworkProvider<Scales>>("one")));
        Assert.Equal(Scales.Expected(2), Predict(services.GetRequiredKeyedService<INetworkProvider<Scales>>("two")));
        Assert.Null(services.GetService<INetworkProvider<Scales>>());
        Scales.Of(3).Save(PathOf("two"));
        Wait();
        Assert.Equal(Scales.Expected(1), Predict(services.GetRequiredKeyedService<INetworkProvider<Scales>>("one")));
        Assert.Equal(Scales.Expected(3), Predict(services.GetRequiredKeyedService<INetworkProvider<Scales>>("two")));
        var outputs = new float[Words.OutputLength];
        services.GetRequiredService<INetworkProvider<Words>>().Predict([1, 2, 3, 4], outputs);
        Assert.NotEqual(0, outputs[0]);
    }

    [Fact]
    public void A_scope_has_one_network_to_its_end()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        using IServiceScope scope = services.CreateScope();
        var network = scope.ServiceProvider.GetRequiredService<Scales>();
        Scales.Of(2).Save(Weights);
        Wait();
        Assert.Same(network, scope.ServiceProvider.GetRequiredService<Scales>());
        using IServiceScope next = services.CreateScope();
        Assert.Same(services.GetRequiredService<INetworkProvider<Scales>>().Current, next.ServiceProvider.GetRequiredService<Scales>());
        Assert.NotSame(network, next.ServiceProvider.GetRequiredService<Scales>());
    }

    [Fact]
    public async Task A_network_without_a_file_is_healthy_and_the_last_registration_counts()
    {
        Scales carried = Scales.Of(4);
        using ServiceProvider services = Build(services =>
        {
            services.AddUnrolled<Scales>("absent.safetensors").AddUnrolled(carried);
            services.AddHealthChecks().AddUnrolled<Scales>(name: "scales", tags: ["ready"]);
        });
        Assert.Same(carried, services.GetRequiredService<INetworkProvider<Scales>>().Current);
        HealthReport report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Entries["scales"].Status);
        Assert.Equal(["ready"], report.Entries["scales"].Tags);
    }

    [Fact]
    public void A_configuration_may_hold_the_options()
    {
        Scales.Of(5).Save(Weights);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Scales:Path", Weights), new("Scales:Interval", "00:00:10")]).Build();
        IConfigurationSection section = configuration.GetSection("Scales");
        using ServiceProvider services = Build(services => services.AddUnrolled<Scales>(options => section.Bind(options)));
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        Assert.Equal(Scales.Expected(5), Predict(provider));
        Scales.Of(6).Save(Weights);
        Wait(looks: 9);
        Assert.Equal(Scales.Expected(5), Predict(provider));
        Wait(looks: 11);
        Assert.Equal(Scales.Expected(6), Predict(provider));
    }

    [Theory]
    [InlineData("", 1, "Scales needs a file")]
    [InlineData("scales", 0, "how often Scales's file is looked at")]
    public void Options_that_cannot_be_are_refused(string path, int seconds, string reason)
    {
        using ServiceProvider services = Build(services => services.AddUnrolled<Scales>(options =>
        {
            options.Path = path;
            options.Interval = TimeSpan.FromSeconds(seconds);
        }));
        var refused = Assert.Throws<OptionsValidationException>(services.GetRequiredService<INetworkProvider<Scales>>);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
