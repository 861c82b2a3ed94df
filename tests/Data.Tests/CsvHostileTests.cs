using System.Globalization;
using System.Text;

namespace Unrolled.Data.Tests;

public class CsvHostileTests : TempDirectory
{
    private static readonly CsvOptions s_label = new() { Label = "y" };

    private static CsvTable Load(string text, CsvOptions? options = null) => Csv.Load(new StringReader(text), options ?? s_label);

    private static string Refusal(string text, CsvOptions? options = null) =>
        Assert.Throws<InvalidDataException>(() => Load(text, options)).Message;

    [Fact]
    public void Quotes_hold_separators_quotes_and_lines()
    {
        CsvTable table = Load("a,y\n\"x,1\",p\n\"say \"\"hi\"\"\",\"q\"\n\"two\r\nlines\",p\n\"\"\"\",p\n");
        Assert.Equal(["a=\"", "a=say \"hi\"", "a=two\r\nlines", "a=x,1"], table.Schema.FeatureNames);
        Assert.Equal(["p", "q"], table.Data.ClassNames);
    }

    [Fact]
    public void Lines_are_counted_within_quotes() =>
        Assert.StartsWith("the table(5): column 'n': 'z' is not a number", Refusal(
            "n,a,y\n1,\"two\nlines\",p\n2,b,p\nz,b,p\n", s_label with { Columns = [CsvColumn.Numeric("n"), CsvColumn.OneHot("a")] }));

    [Theory]
    [InlineData("a,y\r\n1,p\r\n2,q\r\n")]
    [InlineData("a,y\r1,p\r2,q")]
    [InlineData("a,y\n1,p\r\n2,q\r")]
    [InlineData("\uFEFFa,y\n1,p\n\n\n2,q\n\n")]
    [InlineData("a , y \n 1,p \n  2,\"q\" ")]
    public void Line_ends_marks_and_spaces_are_no_content(string text)
    {
        CsvTable table = Load(text);
        Assert.Equal([1, 2], table.Data.Inputs.ToArray());
        Assert.Equal(["p", "q"], table.Data.ClassNames);
        Assert.Equal(table.Data.Inputs.ToArray(), Csv.Load(Put("a.csv", text), s_label).Data.Inputs.ToArray());
    }

    [Theory]
    [InlineData("1,\"p", "(2)")]
    [InlineData("1,p\"q", "(2)")]
    [InlineData("1,\"p\"q", "the quotes in")]
    [InlineData("\"1,p\n2,q\n", "(2)")]
    public void Quotes_that_do_not_match_are_refused(string rows, string expected) =>
        Assert.Contains(expected, Refusal("a,y\n" + rows));

    [Theory]
    [InlineData("a,y\n1,p\n2\n", "the table(3): expected 2 cells, as in the first row, but there are 1")]
    [InlineData("a,y\n1,p,\n", "the table(2): expected 2 cells, as in the first row, but there are 3")]
    [InlineData("", "the table: it is empty")]
    [InlineData("\n\n", "the table: it is empty")]
    [InlineData("a,y\n", "expected rows below the header, but there are none")]
    [InlineData("a,y,a\n1,p,2\n", "the table(1): the header has the name 'a' twice")]
    [InlineData("a,y\n1,p\nx\0,p\n", "the table(3): there is a NUL character")]
    [InlineData("a,y\n1,p\n1e999,p\n", "the table(3): column 'a': '1e999' is not finite")]
    [InlineData("a,y\n1,p\n,p\n", "the table(3): column 'a': the cell is empty")]
    [InlineData("a,y\n1,p\n2,NA\n", "the table(3): column 'y': 'NA' stands for a missing cell")]
    [InlineData("a,z\n1,p\n", "the table: there is no column 'y'; there are 'a', 'z'")]
    [InlineData("y\np\n", "no column is left for the input")]
    public void What_is_wrong_is_told_with_its_line(string text, string expected) => Assert.Contains(expected, Refusal(text));

    [Fact]
    public void Files_are_named()
    {
        string path = Put("table.csv", "a,y\n1,p\n2\n");
        Assert.StartsWith($"{path}(3): ", Assert.Throws<InvalidDataException>(() => Csv.Load(path, s_label)).Message);
        string latin = Put("latin.csv", [.. "a,y\n1,p\n2,Z"u8, 0xFC, .. "rich\n"u8]);
        Assert.Contains("expected UTF-8", Assert.Throws<InvalidDataException>(() => Csv.Load(latin, s_label)).Message);
        using var reader = new StreamReader(latin, Encoding.Latin1);
        Assert.Equal(["Zürich", "p"], Csv.Load(reader, s_label).Data.ClassNames.Order(StringComparer.Ordinal));
        Assert.Throws<FileNotFoundException>(() => Csv.Load(PathOf("nowhere.csv"), s_label));
    }

    [Fact]
    public void Missing_all_and_endless_categories_are_refused()
    {
        Assert.Contains("column 'a': all its cells are missing", Refusal("a,y\n,p\n,q\n", s_label with { Missing = Missing.Mean }));
        string names = "a,y\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"n{i},p\n"));
        Assert.Contains("column 'a': it has more than 1000 categories", Refusal(names));
        Assert.Equal(1001, Load(names, s_label with { MaxCategories = 1001 }).Data.InputLength);
        // As numbers there may be as many as there are rows.
        Assert.Equal(1, Load(names.Replace("n", ""), s_label).Data.InputLength);
    }

    [Fact]
    public void Limits_hold()
    {
        string cell = "a,y\nx,p\n" + new string('x', 100_000) + ",p\n";
        Assert.Contains("the table(3): a cell has 100000 characters", Refusal(cell));
        Assert.Contains("more than 1 rows", Refusal("a,y\n1,p\n2,p\n", s_label with { MaxRows = 1 }));
        Assert.Contains("more than the limit of 1", Refusal("a,y\n1,p\n", s_label with { MaxColumns = 1 }));
        Assert.Contains("more than 5 characters", Refusal("a,y\n1,p\n", s_label with { MaxBytes = 5 }));
        string path = Put("a.csv", "a,y\n1,p\n");
        Assert.Contains("it has 8 bytes", Assert.Throws<InvalidDataException>(() => Csv.Load(path, s_label with { MaxBytes = 5 })).Message);
        // An open quote swallows the rest, up to what a row may have.
        string swallowed = "a,y\n\"" + new string('\n', 20_000_000);
        Assert.Contains("the table(2", Refusal(swallowed));
    }

    [Fact]
    public void Thousands_of_columns_are_read()
    {
        const int Columns = 5000;
        string header = string.Join(',', Enumerable.Range(0, Columns).Select(i => $"c{i}")) + ",y\n";
        string row = string.Join(',', Enumerable.Range(0, Columns)) + ",p\n";
        Dataset data = Load(header + row + row).Data;
        Assert.Equal(Enumerable.Range(0, Columns).Select(i => (float)i), data.Inputs[Columns..].ToArray());
    }

    [Fact]
    public void A_hundred_thousand_rows_are_read()
    {
        const int Rows = 100_000;
        var text = new StringBuilder("id,x,colour,y\n");
        string[] colours = ["red", "green", "\"light, blue\""];
        for (int i = 0; i < Rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{i * 0.25f},{colours[i % 3]},{i % 7}\n");
        CsvTable table = Csv.Load(Put("large.csv", text.ToString()), s_label);
        Assert.Equal((Rows, 5), (table.Data.Count, table.Data.InputLength));
        // Categories in order: green, "light, blue", red.
        Assert.Equal([99_999, 24_999.75f, 0, 0, 1], table.Data.Inputs[^5..].ToArray());
        Assert.Equal(99_999 % 7, table.Data.Labels[^1]);
    }

    [Fact]
    public void No_culture_changes_numbers()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = german;
            Assert.Equal("1,5", $"{1.5}");
            Assert.Equal([1.5f, -0.2f], Load("a;y\n1.5;p\n-2E-1;q\n").Data.Inputs.ToArray());
            Assert.Contains("\"fill\": 0.65", Load("a;y\n1.5;p\n;q\n-2E-1;q\n", s_label with { Missing = Missing.Mean }).Schema.ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Options_that_contradict_each_other_say_so()
    {
        static string Wrong(CsvOptions options) => Assert.Throws<ArgumentException>(() => Load("a,y\n1,p\n", options)).Message;
        Assert.Contains("what is to be learned", Wrong(new()));
        Assert.Contains("tokens or floats", Wrong(s_label with { Columns = [CsvColumn.Token("a"), CsvColumn.Numeric("a")] }));
        Assert.Contains("cannot stand between cells", Wrong(s_label with { Separator = '"' }));
        Assert.Throws<ArgumentException>(() => CsvColumn.Numeric("a", Missing.Category));
        Assert.Throws<ArgumentException>(() => CsvColumn.OneHot("a", Missing.Mean));
        Assert.Contains("both what is learned and part of the input", Refusal("a,y\n1,p\n", s_label with { Columns = [CsvColumn.OneHot("y")] }));
    }
}
