namespace Unrolled.Data.Tests;

public class CsvTests : TempDirectory
{
    private const string People = """
        age,city,smokes,risk
        31,Rome,no,low
        25,Bern,yes,high
        40,Rome,no,high
        """;

    private static CsvTable Load(string text, CsvOptions options) => Csv.Load(new StringReader(text), options);

    [Fact]
    public void Numbers_stay_and_categories_become_one_hot_in_order()
    {
        CsvTable table = Load(People, new() { Label = "risk" });
        Assert.Equal(["age", "city=Bern", "city=Rome", "smokes=no", "smokes=yes"], table.Schema.FeatureNames);
        Assert.Equal([31, 0, 1, 1, 0, 25, 1, 0, 0, 1, 40, 0, 1, 1, 0], table.Data.Inputs.ToArray());
        Assert.Equal(["high", "low"], table.Data.ClassNames);
        Assert.Equal([1, 0, 0], table.Data.Labels.ToArray());
        Assert.Equal(table.Schema.InputLength, table.Data.InputLength);
    }

    [Fact]
    public void Targets_are_columns_of_numbers()
    {
        Dataset data = Load("a;b;c\n1;2.5;x\n-3e2;4;y\n", new() { Targets = ["b", 0] }).Data;
        Assert.False(data.HasLabels);
        Assert.Equal([2.5f, 1, 4, -300], data.Targets.ToArray());
        Assert.Equal([1, 0, 0, 1], data.Inputs.ToArray());
    }

    [Fact]
    public void Columns_are_chosen_by_name_or_position_in_the_order_given()
    {
        CsvOptions options = new() { Label = 3, Columns = [CsvColumn.OneHot("smokes"), CsvColumn.Numeric(0)] };
        Assert.Equal([1, 0, 31, 0, 1, 25, 1, 0, 40], Load(People, options).Data.Inputs.ToArray());
        Assert.Equal(["city=Bern", "city=Rome", "smokes=no", "smokes=yes"],
            Load(People, new() { Label = "risk", Ignore = ["age"] }).Schema.FeatureNames);
    }

    [Fact]
    public void Files_without_header_go_by_positions()
    {
        CsvTable table = Load("5.1,3.5,a\n4.9,3.0,b\n", new() { Header = false, Label = 2 });
        Assert.Equal(["0", "1"], table.Schema.FeatureNames);
        Assert.Equal([5.1f, 3.5f, 4.9f, 3], table.Data.Inputs.ToArray());
        Assert.Equal([6, 7], Csv.Load(new StringReader("6,7,b"), table.Schema).Inputs.ToArray());
    }

    [Fact]
    public void Labels_that_are_numbers_are_in_their_order() =>
        Assert.Equal(["-1", "2", "10"], Load("x,y\n1,10\n2,2\n3,-1\n", new() { Label = "y" }).Data.ClassNames);

    [Fact]
    public void Tokens_lie_column_behind_column()
    {
        CsvOptions options = new() { Label = "risk", Columns = [CsvColumn.Token("city"), CsvColumn.Token("smokes")], Unknown = Unknown.Zero };
        CsvTable table = Load(People, options);
        // Each column's first token is for what is unknown: 0, Bern, Rome; 3, no, yes.
        Assert.Equal([2, 4, 1, 5, 2, 4], table.Data.Tokens.ToArray());
        Assert.Equal(6, table.Schema.Vocabulary);
        Dataset other = Csv.Load(new StringReader("risk,smokes,city\nlow,maybe,Rome\n"), table.Schema);
        Assert.Equal([2, 3], other.Tokens.ToArray());
        var tokens = new int[2];
        table.Schema.Encode(new Dictionary<string, string> { ["city"] = "Bern", ["smokes"] = "yes" }, tokens);
        Assert.Equal([1, 5], tokens);
    }

    [Fact]
    public void Missing_cells_are_filled_as_told()
    {
        const string Text = "a,b,c,d,city,y\n1,1,1,1,x,0\nNA,?,,null,,1\n4,4,4,4,z,1\n10,10,10,10,x,0\n";
        CsvOptions options = new()
        {
            Label = "y",
            Columns =
            [
                CsvColumn.Numeric("a", Missing.Mean), CsvColumn.Numeric("b", Missing.Median, indicator: true),
                CsvColumn.Numeric("c", Missing.Zero), CsvColumn.OneHot("city", Missing.Category), CsvColumn.OneHot(4, Missing.Zero),
            ],
        };
        CsvTable table = Load(Text, options);
        Assert.Equal(
            ["a", "b", "b missing", "c", "city=x", "city=z", "city missing", "city=x", "city=z"], table.Schema.FeatureNames);
        Assert.Equal([5, 4, 1, 0, 0, 0, 1, 0, 0], table.Data.Inputs[9..18].ToArray());
        Assert.Equal([4, 4, 0, 4, 0, 1, 0, 0, 1], table.Data.Inputs[18..27].ToArray());
    }

    [Fact]
    public void All_columns_can_have_one_way_with_missing_cells()
    {
        CsvTable table = Load("a,b,y\n1,x,0\n,,1\n5,z,1\n", new() { Label = "y", Missing = Missing.Mean });
        Assert.Equal([1, 1, 0, 0, 3, 0, 0, 1, 5, 0, 1, 0], table.Data.Inputs.ToArray());
    }

    [Fact]
    public void The_median_of_an_even_number_is_between_two() =>
        Assert.Equal(2.5f, Load("a,y\n4,0\n,0\n1,0\n2,0\n3,0\n", new() { Label = "y", Missing = Missing.Median }).Data.Inputs[1]);

    [Fact]
    public void A_schema_makes_the_same_inputs_of_other_rows()
    {
        CsvTable table = Load("age,city,risk\n30,Rome,low\n,Bern,high\n50,Rome,high\n", new() { Label = "risk", Missing = Missing.Mean });
        Dataset other = Csv.Load(new StringReader("risk,note,city,age\nhigh,a,Rome,1\nlow,b,Bern,\n"), table.Schema);
        Assert.Equal([1, 0, 1, 0, 40, 1, 0, 0], other.Inputs.ToArray());
        Assert.Equal([0, 1], other.Labels.ToArray());
        Assert.Equal(table.Data.ClassNames, other.ClassNames);

        string file = Put("new.csv", "city,age\nBern,7\n");
        Assert.Equal([7, 1, 0, 0], Csv.LoadInputs(file, table.Schema));
        var sample = new float[4];
        table.Schema.Encode(new Dictionary<string, string> { ["city"] = " Bern " }, sample);
        Assert.Equal([40, 1, 0, 0], sample);
    }

    [Fact]
    public void Schemas_are_kept_in_files()
    {
        const string Text = "a,\"b \"\"q\"\"\",ü,y\n0.1,x,Zürich,1.5\n,z,Genève,2\n";
        CsvSchema schema = Load(Text, new() { Targets = ["y"], Missing = Missing.Mean, Unknown = Unknown.Zero }).Schema;
        schema.Save(PathOf("schema.json"));
        CsvSchema read = CsvSchema.Load(PathOf("schema.json"));
        Assert.Equal(schema.ToJson(), read.ToJson());
        Assert.Equal(schema.FeatureNames, read.FeatureNames);
        const string Rows = "ü,\"b \"\"q\"\"\",a,y\nBasel,x,,1\n";
        Assert.Equal([0.1f, 1, 0, 0, 0, 0, 0], Csv.Load(new StringReader(Rows), read).Inputs.ToArray());

        CsvSchema classes = Load(People, new() { Label = "risk" }).Schema;
        Assert.Equal(classes.ToJson(), CsvSchema.FromJson(classes.ToJson()).ToJson());
        foreach (string wrong in new[] { "", "[]", "{}", "null", schema.ToJson()[..^2], schema.ToJson().Replace("\"Zero\"", "\"One\"") })
            Assert.Contains("expected a table's schema", Assert.Throws<InvalidDataException>(() => CsvSchema.FromJson(wrong)).Message);
    }

    [Fact]
    public void What_the_schema_does_not_know_is_an_error_or_zeros()
    {
        CsvSchema schema = Load(People, new() { Label = "risk" }).Schema;
        const string Other = "age,city,smokes,risk\n31,Rome,no,low\n20,Oslo,no,low\n";
        string message = Assert.Throws<InvalidDataException>(() => Csv.Load(new StringReader(Other), schema)).Message;
        Assert.StartsWith("the table(3): column 'city': 'Oslo' is none of the 2 categories", message);
        Assert.Equal(
            [20, 0, 0, 1, 0], Csv.Load(new StringReader(Other), schema with { Unknown = Unknown.Zero }).Inputs[5..].ToArray());
        Assert.Contains("there is no column 'age'; there are 'x', 'y'",
            Assert.Throws<InvalidDataException>(() => Csv.Load(new StringReader("x,y\n1,2"), schema)).Message);
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Separators_are_found(string separator)
    {
        string text = "a,\"b, or ; or | not\",y\n1,2,0\n3,4,1\n".Replace(",\"", $"{separator}\"").Replace("\",", $"\"{separator}");
        text = text.Replace("1,2,0", $"1{separator}2{separator}0").Replace("3,4,1", $"3{separator}4{separator}1");
        Assert.Equal([1, 2, 3, 4], Load(text, new() { Label = "y" }).Data.Inputs.ToArray());
    }
}
