using System.Text;
using Unrolled.Data;

namespace Unrolled.Fuzz;

/// <summary>Tables, with all that quotes, line ends and missing cells can do.</summary>
internal static class TableFormat
{
    private static readonly string[] s_words =
        ["\"", "\"\"", "\r\n", "\n", "\r", ",", ";", "\t", "|", "NA", "1e999", "NaN", "\0", "-0", "y"];

    private static readonly string[] s_sound =
    [
        "a,b,y\n1,x,p\n2,z,q\n3,x,p\n",
        "\uFEFFa;\"b;c\";y\r\n1.5;\"x\"\"y\";p\r\n;NA;q\r\n-2e3;\"two\r\nlines\";p\r\n",
        "y\ta\tb\np\t?\t1\nq\t 2 \t\n",
        "y|long name\np|" + new string('x', 300) + "\nq|0.125\n",
    ];

    // The text of the file and its rows' buffers are there at once; a row of two bytes makes up to 40 floats, in an array that doubles.
    public static Format Format() => new(
        [.. s_sound.Select(Encoding.UTF8.GetBytes)], Read, static length => (2 << 20) + 512L * length)
    {
        Words = [.. s_words.Select(Encoding.UTF8.GetBytes)],
    };

    private static void Read(byte[] bytes)
    {
        CsvOptions options = new() { Label = "y", Missing = Missing.Mean, MaxCategories = 16, MaxColumns = 256, Unknown = Unknown.Zero };
        using var reader = new StreamReader(new MemoryStream(bytes));
        CsvTable table = Csv.Load(reader, options);
        // What was read once is read again by its schema, from a file of the schema.
        using var again = new StreamReader(new MemoryStream(bytes));
        Dataset data = Csv.LoadWith(again, CsvSchema.FromJson(table.Schema.ToJson()));
        if (!data.Inputs.SequenceEqual(table.Data.Inputs) || !data.Labels.SequenceEqual(table.Data.Labels))
            throw new InvalidOperationException("The schema gave other samples.");
    }
}
