using Recognition;
using Unrolled;

const int Failed = 1, Misused = 2;
const string Usage = """
    usage: classifier [--logits] FILE...
      FILE       a PNG picture of a digit, or one of an IDX file's pictures: t10k-images-idx3-ubyte#7
      --logits   prints the network's ten outputs too, as hexadecimal bits: equal on every machine with fused multiply-add
      --info     prints the network and the instructions that it runs on
    """;

bool logits = args.Contains("--logits"), info = args.Contains("--info");
string[] files = [.. args.Where(static a => !a.StartsWith("--", StringComparison.Ordinal))];
if (args.Any(a => a.StartsWith("--", StringComparison.Ordinal) && a is not ("--logits" or "--info")) || (files.Length == 0 && !info))
{
    Console.Error.WriteLine(Usage);
    return Misused;
}

if (info)
    Console.Write(LeNet5.Info);
var reader = new DigitReader();
int status = 0;
foreach (string file in files)
{
    try
    {
        float[] pixels = Load(file);
        Reading reading = reader.Read(pixels);
        Console.WriteLine($"{reading.Digit}  {reading.Probability:F4}  {file}");
        if (logits)
            Console.WriteLine(Bits(pixels));
    }
    catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
    {
        // FileNotFoundException's message has the path already.
        Console.Error.WriteLine($"error: {(e.Message.Contains(file, StringComparison.Ordinal) ? "" : file + ": ")}{e.Message}");
        status = Failed;
    }
}

return status;

static float[] Load(string file)
{
    int mark = file.LastIndexOf('#');
    if (mark < 0)
    {
        if (new FileInfo(file) is { Exists: true, Length: > MostBytes })
            throw new InvalidDataException($"the file is larger than the {MostBytes >> 20} MB that are read.");
        return Picture.FromPng(File.ReadAllBytes(file));
    }

    if (!int.TryParse(file.AsSpan(mark + 1), out int index) || index < 0)
        throw new InvalidDataException($"expected the number of a picture behind '#', but got '{file[(mark + 1)..]}'.");
    IdxArray pictures = Idx.Read(file[..mark]);
    int length = pictures.Shape.Length == 3 ? pictures.Shape[1] * pictures.Shape[2] : 0;
    if (length != LeNet5.InputLength)
        throw new InvalidDataException($"expected pictures of 28×28 pixels, but the file's shape is {string.Join('×', pictures.Shape)}.");
    if (index >= pictures.Shape[0])
        throw new InvalidDataException($"it has {pictures.Shape[0]} pictures, so that there is none of number {index}; the first is 0.");
    return [.. pictures.Data.Skip(index * length).Take(length).Select(static p => p / 255f)];
}

string Bits(float[] pixels)
{
    var values = new float[LeNet5.OutputLength];
    reader.Logits(pixels, values);
    return string.Join(' ', values.Select(static v => BitConverter.SingleToUInt32Bits(v).ToString("x8")));
}

internal static partial class Program
{
    private const long MostBytes = 64 << 20;
}
