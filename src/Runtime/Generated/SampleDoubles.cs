using System.Runtime.Intrinsics;

namespace Unrolled.Generated;

/// <summary>A number of each of a group's 16 samples, in double; padding is 0. They are summed by halves, 16→8→4→2→1.</summary>
internal readonly unsafe struct SampleDoubles
{
    private readonly Vector256<double> _first, _second, _third, _fourth;

    private SampleDoubles(Vector256<double> first, Vector256<double> second, Vector256<double> third, Vector256<double> fourth) =>
        (_first, _second, _third, _fourth) = (first, second, third, fourth);

    /// <summary>All bits where there is a sample, none in padding.</summary>
    public static SampleDoubles Present(int count)
    {
        var all = Vector256.Create((double)count);
        Vector256<double> From(double lane) => Vector256.LessThan(Vector256.Create(lane, lane + 1, lane + 2, lane + 3), all);
        return new(From(0), From(4), From(8), From(12));
    }

    /// <summary>The numbers at a place.</summary>
    /// <param name="lanes">16 floats.</param>
    /// <param name="present">What <see cref="Present"/> gave.</param>
    public static SampleDoubles Load(float* lanes, in SampleDoubles present)
    {
        (Vector256<double> first, Vector256<double> second) = Vector256.Widen(Vector256.Load(lanes));
        (Vector256<double> third, Vector256<double> fourth) = Vector256.Widen(Vector256.Load(lanes + 8));
        return new(first & present._first, second & present._second, third & present._third, fourth & present._fourth);
    }

    /// <summary><c>weight·(x - mean)²</c> of each sample.</summary>
    public SampleDoubles Squares(double mean, double weight, in SampleDoubles present)
    {
        Vector256<double> middle = Vector256.Create(mean), factor = Vector256.Create(weight);
        Vector256<double> Of(Vector256<double> x) => factor * ((x - middle) * (x - middle));
        return new(
            Of(_first) & present._first, Of(_second) & present._second, Of(_third) & present._third, Of(_fourth) & present._fourth);
    }

    public static SampleDoubles operator +(in SampleDoubles a, in SampleDoubles b) =>
        new(a._first + b._first, a._second + b._second, a._third + b._third, a._fourth + b._fourth);

    /// <summary>The sum of all.</summary>
    public double Sum()
    {
        Vector256<double> four = _first + _third + (_second + _fourth);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + two.GetElement(1);
    }
}
