using System.Text;
using Unrolled.Serialization;

namespace Unrolled.Tests;

/// <summary>
/// Whole numbers beside the parameters, such as PyTorch's <c>num_batches_tracked</c>: written as 0, skipped when read, and nothing else is
/// let through.
/// </summary>
public class CounterTests : TempDirectory
{
    private static readonly NetworkInfo Info = new()
    {
        Name = "Counted",
        Input = [2],
        Output = [2],
        Layers = [],
        Parameters = [new ParameterInfo("bn.running_mean", [2], [1], 0, default) { Learned = false }],
        Counters = ["bn.num_batches_tracked"],
        Body = Body.Vector128,
    };

    [Fact]
    public void Counters_stand_first_and_are_read_back()
    {
        string file = Path.Combine(Directory, "counted.safetensors");
        NetworkFile.Save(file, Info, [1.5f, -2f]);
        string text = Encoding.UTF8.GetString(File.ReadAllBytes(file));
        Assert.Contains("\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}", text);
        Assert.Contains("\"bn.running_mean\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}", text);
        Assert.Equal([1.5f, -2f], Load(file));
    }

    [Fact]
    public void Files_without_counters_load_too()
    {
        string file = Path.Combine(Directory, "counted.safetensors");
        NetworkFile.Save(file, Info with { Counters = [] }, [3f, 4f]);
        Assert.Equal([3f, 4f], Load(file));
    }

    [Fact]
    public void Numbers_that_the_network_does_not_know_are_refused()
    {
        string file = Path.Combine(Directory, "counted.safetensors");
        NetworkFile.Save(file, Info with { Counters = ["other.num_batches_tracked"] }, [3f, 4f]);
        Assert.Contains("other.num_batches_tracked", Assert.Throws<InvalidDataException>(() => Load(file)).Message);
    }

    private static float[] Load(string path)
    {
        var parameters = new float[2];
        NetworkFile.Load(path, Info, parameters);
        return parameters;
    }
}
