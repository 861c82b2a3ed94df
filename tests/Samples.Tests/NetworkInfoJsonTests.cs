using System.Text.Json;
using System.Text.Json.Serialization;
using Digits;

namespace Unrolled.Samples.Tests;

/// <summary>What a network tells of itself leaves as JSON and returns, by reflection and as ahead-of-time programs do it.</summary>
public partial class NetworkInfoJsonTests
{
    public static TheoryData<bool> Ways => [false, true];

    [Theory, MemberData(nameof(Ways))]
    public void A_description_leaves_as_json_and_returns(bool ahead)
    {
        NetworkInfo info = LeNet5.Info;
        string json = ahead ? JsonSerializer.Serialize(info, Facts.Default.NetworkInfo) : JsonSerializer.Serialize(info);
        NetworkInfo read =
            (ahead ? JsonSerializer.Deserialize(json, Facts.Default.NetworkInfo) : JsonSerializer.Deserialize<NetworkInfo>(json))!;

        Assert.Equal(info.ToString(), read.ToString());
        Assert.Equal(info.Parameters.Select(static p => p.ToString()), read.Parameters.Select(static p => p.ToString()));
        Assert.Equal(info.Inference.Select(static l => l.Name), read.Inference.Select(static l => l.Name));
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal(info.Plan, document.RootElement.GetProperty(nameof(NetworkInfo.Plan)).GetString());
        Assert.False(document.RootElement.TryGetProperty(nameof(NetworkInfo.DescribePlan), out _));
    }

    [JsonSerializable(typeof(NetworkInfo))]
    private sealed partial class Facts : JsonSerializerContext;
}
