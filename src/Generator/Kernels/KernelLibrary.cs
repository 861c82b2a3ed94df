using System.Text;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Texts;

namespace Unrolled.Generator.Kernels;

/// <summary>The methods of one body. Equal code is kept once, whatever layer asks for it; helpers appear only if used.</summary>
/// <param name="isa">The instructions of the body.</param>
/// <param name="cancel">Ends the work.</param>
/// <param name="budget">What the body may have of text; <see cref="Limits.Characters"/> if left out.</param>
internal sealed class KernelLibrary(Isa isa, CancellationToken cancel = default, TextBudget? budget = null)
{
    private readonly TextBudget _budget = budget ?? new();
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<(KernelForm, int), string> _forms = [];
    private readonly HashSet<string> _taken = [];
    private readonly List<EquatableArray<float>> _tables = [];
    private readonly List<(string Name, string Header, string Text)> _methods = [];

    public Isa Isa { get; } = isa;

    /// <summary>Functions and folds that the kernels call.</summary>
    public HashSet<Helper> Functions { get; } = [];

    /// <summary>The pointer to numbers that are known now; equal ones lie in one place.</summary>
    public string TableOf(EquatableArray<float> values)
    {
        if (!_tables.Contains(values))
            _tables.Add(values);
        return $"Table{_tables.IndexOf(values) + 1}";
    }

    /// <summary>The method of a kernel's form, emitted where it is asked for the first time.</summary>
    public string OfForm((KernelForm Kernel, int StraightLimit) form, Func<string> emit) =>
        _forms.TryGetValue(form, out string? name) ? name : _forms[form] = emit();

    /// <summary>Adds a method unless an equal one is there, and returns the name to call.</summary>
    /// <param name="name">The name wanted; a number is added where it is taken.</param>
    /// <param name="header">Comment lines, which do not count in the comparison.</param>
    /// <param name="parameters">The parameter list.</param>
    /// <param name="body">The statements. Their comments, which name loops, do not count in the comparison either.</param>
    public string Add(string name, string header, string parameters, string body)
    {
        cancel.ThrowIfCancellationRequested();
        string key = parameters + "\n" + WithoutComments(body);
        if (_names.TryGetValue(key, out string? known))
            return known;
        string unique = name;
        for (int n = 2; !_taken.Add(unique); n++)
            unique = $"{name}_{n}";
        _names[key] = unique;
        var writer = new CodeWriter();
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {unique}({parameters})"))
            writer.Write(body.TrimEnd('\n'));
        string text = writer.ToString().TrimEnd('\n');
        _methods.Add((unique, header, text));
        _budget.Add(header.Length + text.Length);
        return unique;
    }

    private static string WithoutComments(string body)
    {
        var text = new StringBuilder(body.Length);
        for (int start = 0, next; start < body.Length; start = next)
        {
            int end = body.IndexOf('\n', start), first = start;
            next = end < 0 ? body.Length : end + 1;
            while (first < next && body[first] == ' ')
                first++;
            if (string.CompareOrdinal(body, first, "//", 0, 2) != 0)
                text.Append(body, start, next - start);
        }

        return text.ToString();
    }

    /// <summary>A line for each kernel with a tile: its name, and how it was cut.</summary>
    public IEnumerable<string> Plan()
    {
        const string Tile = "Tile ";
        int width = _methods.Count == 0 ? 0 : _methods.Max(static m => m.Name.Length);
        return _methods.Select(static m => (m.Name, Tile: Array.Find(m.Header.Split('\n'), IsTile)))
            .Where(static m => m.Tile is not null).Select(m => $"{m.Name.PadRight(width)}  {m.Tile!.Substring(Tile.Length)}");

        static bool IsTile(string line) => line.StartsWith(Tile, StringComparison.Ordinal);
    }

    public void WriteTo(CodeWriter writer)
    {
        foreach (string helper in Helpers.Source(Functions))
        {
            writer.Write("");
            writer.Write(helper);
        }

        for (int i = 0; i < _tables.Count; i++)
        {
            // A vector that begins at the last number ends inside.
            string numbers = string.Join(", ", _tables[i].Concat(new float[Isa.Group]).Select(Text.Float));
            _budget.Add(numbers.Length);
            const string Interop = "global::System.Runtime.InteropServices.MemoryMarshal";
            writer.Write("");
            writer.Write($"private static ReadOnlySpan<float> Numbers{i + 1} => [{numbers}];");
            writer.Write("");
            writer.Write($"private static float* Table{i + 1} => (float*)Unsafe.AsPointer(ref {Interop}.GetReference(Numbers{i + 1}));");
        }

        foreach ((_, string header, string text) in _methods)
        {
            writer.Write("");
            foreach (string line in header.Split('\n'))
                writer.Write("// " + line);
            writer.Write(text);
        }
    }
}
