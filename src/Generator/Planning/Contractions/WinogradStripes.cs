using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Kernels.Transforms;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// The transformed weights <c>U = G g Gᵀ</c>, <c>[p][channel][filter]</c>, made once a call. One sample is a call of its own: it makes as
/// many filters' as a second-level cache holds, multiplies by them, and takes the next ones.
/// </summary>
internal sealed class WinogradStripes
{
    /// <summary>Floats of a stripe: under half of a second-level cache of 512 KB.</summary>
    private const int Most = 48 * 1024;

    private const string Counter = "filters";

    private readonly WinogradWeights _weights;
    private readonly Address _parameter;
    private readonly Address? _between;
    private readonly int _count;

    /// <param name="name">What the kernel's name begins with.</param>
    /// <param name="header">What it is for.</param>
    /// <param name="shape">The sums.</param>
    /// <param name="contraction">Whose weights they are.</param>
    /// <param name="lanes">What the lanes are.</param>
    /// <param name="blocks">How many blocks of tiles are multiplied by them.</param>
    public WinogradStripes(string name, string header, Correlation shape, Contraction contraction, LaneAxis lanes, int blocks)
    {
        var parameter = (Parameter)contraction.Right!;
        Access w = NestLowering.Access("w", parameter, Layout.Plain, contraction.Nests[0].Right);
        bool isOwn = lanes == LaneAxis.Features;
        int length = new WinogradWeights(name, header, shape, w).Length;
        int whole = shape.Output.Extent;
        Filters = isOwn && blocks == 1 && length > Most && whole % Isa.Group == 0 ? StripeOf(whole, length) : whole;
        _count = whole / Filters;
        _weights = new WinogradWeights(name, header, shape with { Output = shape.Output with { Extent = Filters } }, w);
        _parameter = Address.Of(parameter);
        Region region = isOwn ? Region.Group : Region.Shared;
        Place = Address.Of(new Buffer(name + " weights", _weights.Length, region));
        _between = _weights.TapScratch == 0 ? null : Address.Of(new Buffer(name + " taps", _weights.TapScratch, region));
    }

    /// <summary>Filters of a stripe; all where there is one.</summary>
    public int Filters { get; }

    /// <summary>Where they lie.</summary>
    public Address Place { get; }

    /// <summary>The weights by the loops of the products.</summary>
    public Access Access => _weights.Result;

    /// <summary>What makes all of them at once.</summary>
    public List<Statement> Before() => _count > 1 ? [] : [Make(_parameter)];

    /// <summary>The products, given what moves an address by the filters at hand; stripes are made in between.</summary>
    public Statement Each(Func<Func<Address, Address>, Statement> products)
    {
        Address Move(Address address) => address.EachTurn(Counter, Filters);
        return _count == 1
            ? products(static address => address)
            : new Statement.Repeat(Counter, _count, Backward: false, new([Make(Move(_parameter)), products(Move)]));
    }

    private static int StripeOf(int filters, int length)
    {
        int[] stripes = [.. Enumerable.Range(1, filters / Isa.Group).Select(static n => n * Isa.Group).Where(s => filters % s == 0)];
        return stripes.LastOrDefault(s => (long)length * s / filters <= Most) is var fits and > 0 ? fits : stripes[0];
    }

    private Statement Make(Address parameter)
    {
        Operand[] between = _between is null ? [] : [Out(_between)];
        return new Statement.Call(new TransformCode(_weights.Kernel), [In(parameter), .. between, Out(Place)]);
    }
}
