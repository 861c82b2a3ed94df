#!/usr/bin/env bash
# The package as a stranger meets it: packed, then used by a project in an empty folder, with an empty package cache, that declares a network, trains it, carries
# weights, and is published by NativeAOT.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bash tests/pack.sh "$work/source" -p:RunAnalyzers=false
version=$(basename "$work"/source/Unrolled.Data.*.nupkg .nupkg | sed 's/^Unrolled\.Data\.//')
echo "package: Unrolled $version, $(stat -c %s "$work/source/Unrolled.$version.nupkg") bytes, symbols $(stat -c %s "$work/source/Unrolled.$version.snupkg")"

mkdir "$work/app"
cd "$work/app"
export NUGET_PACKAGES=$work/packages
cat > App.csproj << XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <OutputType>Exe</OutputType>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <PublishAot>true</PublishAot>
    <InvariantGlobalization>true</InvariantGlobalization>
    <!-- Beside whatever sources the machine has. -->
    <RestoreAdditionalProjectSources>../source</RestoreAdditionalProjectSources>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Unrolled" Version="$version" />
  </ItemGroup>
</Project>
XML
cat > Parity.cs << 'CS'
using Unrolled;

[Network, Input(2)]
[Dense(8), Tanh, Dense(1), BinaryCrossEntropy]
public sealed partial class Parity;
CS
cat > Program.cs << 'CS'
using Unrolled;

float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1], targets = [0, 1, 1, 0];
var network = new Parity(seed: 1);
using var trainer = new Trainer<Parity>(network, new Adam(0.05f));
float loss = 0;
for (int step = 0; step < 500; step++)
    loss = trainer.Step(inputs, targets);
if (args.Length > 0)
    network.Save(args[0]);
var outputs = new float[4];
network.Predict(inputs, outputs);
Console.WriteLine($"loss {loss:F4}, body {Parity.Info.Body}, right {outputs.Zip(targets, (y, t) => y > 0 == t > 0 ? 1 : 0).Sum()}/4");
CS

echo "package: a project of an older framework is told so when it restores"
mkdir ../older
sed 's/net10\.0/net8.0/' App.csproj > ../older/Older.csproj
if dotnet restore ../older > ../older/log 2>&1 || ! grep -q NU1202 ../older/log; then
    cat ../older/log
    exit 1
fi

echo "package: a Debug build warns of slow kernels"
if output=$(dotnet build -v quiet -nologo 2>&1); then
    echo "$output"
    echo "package: no warning"
    exit 1
fi
grep -q "UNR0031" <<< "$output"
echo "package: the code fix, which is found where the generator is, sets what the warning asks for"
dotnet format analyzers --no-restore --diagnostics UNR0031 -v quiet
grep -q "^    <Optimize>true</Optimize>$" App.csproj
dotnet build -v quiet -nologo

echo "package: a compiler for this build alone gathers no profile of itself, and counts its calls later"
[ "$(dotnet msbuild -nologo -getProperty:CscEnvironment)" = "DOTNET_TieredPGO=0;DOTNET_TC_CallCountingDelayMs=200" ]

echo "package: runs"
dotnet run -c Release -- parity.safetensors | tee run.txt
grep -q "right 4/4" run.txt

echo "package: carries weights"
sed -i 's/\[Network, /[Network(Weights = "parity.safetensors"), /' Parity.cs
cat > Program.cs << 'CS'
float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1], outputs = new float[4];
new Parity().Predict(inputs, outputs);
Console.WriteLine($"weights {string.Join(' ', outputs.Select(y => y > 0 ? 1 : 0))}, body {Parity.Info.Body}");
CS
dotnet run -c Release | tee run.txt
grep -q "weights 0 1 1 0" run.txt
mv parity.safetensors elsewhere.safetensors
if output=$(dotnet build -c Release -v quiet -nologo 2>&1); then
    echo "package: a missing weight file did not fail the build"
    exit 1
fi
grep -q "Parity.cs(3,2): error UNR0030: parity.safetensors, the weights of Parity, is not there" <<< "$output"
mv elsewhere.safetensors parity.safetensors

echo "package: publishes by NativeAOT"
runtime=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
bash "$repository/tests/linker.sh"
dotnet publish -c Release -r "$runtime" -o out -v minimal -nologo -p:EmitCompilerGeneratedFiles=true > publish.txt \
    || { cat publish.txt; exit 1; }
if grep -E "warning" publish.txt; then
    exit 1
fi
[ "$runtime" != linux-x64 ] || grep -q "x86-64-v3" publish.txt
./out/App | tee run.txt
grep -q "weights 0 1 1 0" run.txt
[ "$runtime" != linux-x64 ] || ! grep -q avx2 /proc/cpuinfo || grep -q "body Avx2" run.txt

# The bodies that were generated for a runtime identifier: what cannot run there costs no time.
made() {
    find "obj/Release/net10.0/$1/generated" -name 'Parity-*.g.cs' -printf '%f\n' \
        | sed 's/Parity-//; s/\.g\.cs//' | grep -v Dispatch | sort | xargs
}
if [ "$runtime" = linux-x64 ]; then
    [ "$(made linux-x64)" = Avx2 ] || { echo "package: made $(made linux-x64)"; exit 1; }
    for wanted in "linux-arm64||Vector128" "win-x64||Avx2 Avx512 Vector128" "osx-x64|-p:UnrolledBodies=Avx2%3BVector128|Avx2 Vector128"; do
        IFS="|" read -r target option bodies <<< "$wanted"
        dotnet build -c Release -r "$target" -v quiet -nologo -p:PublishAot=false -p:UseAppHost=false \
            -p:EmitCompilerGeneratedFiles=true $option
        [ "$(made "$target")" = "$bodies" ] || { echo "package: made $(made "$target") for $target"; exit 1; }
    done
    if output=$(dotnet build -c Release -v quiet -nologo -p:UnrolledBodies=Neon 2>&1); then
        echo "package: an unknown body did not fail the build"
        exit 1
    fi
    grep -q "error UNR0034: UnrolledBodies names 'Neon'" <<< "$output"
    echo "package: a body that was left out is refused by its name"
    option='<RuntimeHostConfigurationOption Include="Unrolled.Body" Value="Vector128" />'
    sed -i "s|</Project>|<ItemGroup>$option</ItemGroup></Project>|" App.csproj
    if output=$(dotnet run -c Release -p:UnrolledBodies=Avx2 2>&1); then
        echo "package: it ran"
        exit 1
    fi
    grep -q "asks for Vector128, which was left out of this build by UnrolledBodies; it has Avx2" <<< "$output"
    sed -i 's|<ItemGroup><RuntimeHost.*</ItemGroup>||' App.csproj
fi

if [ "$runtime" = linux-x64 ]; then
    echo "package: publishes for every x64 processor, in the portable body"
    dotnet publish -c Release -r "$runtime" -o every -v quiet -nologo -p:IlcInstructionSet=x86-64-v2
    ./every/App | tee run.txt
    grep -q "weights 0 1 1 0, body Vector128" run.txt
fi
echo "package: $(stat -c %s out/App) bytes published"

echo "package: Unrolled.Data brings the library, its generator and its readers, and publishes by NativeAOT"
mkdir -p "$work/data/pictures/dark" "$work/data/pictures/light"
cd "$work/data"
# One grey pixel of 51.
png=iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGMwBgAANQA0yrSZ7QAAAABJRU5ErkJggg==
base64 -d <<< "$png" | tee pictures/dark/1.png > pictures/light/1.png
sed 's/Include="Unrolled"/Include="Unrolled.Data"/' "$work/app/App.csproj" > App.csproj
cat > Rows.cs << 'CS'
using Unrolled;

[Network, Input(3)]
[Dense(8), Tanh, Dense(2), SoftmaxCrossEntropy]
public sealed partial class Rows;
CS
cat > Program.cs << 'CS'
using Unrolled;
using Unrolled.Data;

File.WriteAllText("rows.csv", "x,colour,y\n1,red,no\n2,blue,yes\n3,red,no\n4,blue,yes\n");
CsvTable table = Csv.Load("rows.csv", new() { Label = "y" });
table.Schema.Save("schema.json");
Dataset rows = Csv.LoadWith("rows.csv", CsvSchema.Load("schema.json"));
Standardize scale = Standardize.Fit(rows);
using var trainer = new Trainer<Rows>(new Rows(seed: 1), new Adam(0.05f));
foreach (EpochResult _ in trainer.Fit(scale.Apply(rows), epochs: 100, batchSize: 4))
{
}
Dataset pictures = ImageFolder.Load("pictures", new() { Width = 2, Height = 2, Channels = 1 });
Console.WriteLine($"accuracy {trainer.Evaluate(scale.Apply(rows)).Accuracy}, {pictures.Count} pictures, {pictures.Inputs[0]}");
CS
# ImageSharp carries no marks for trimming, of which the compiler warns; it is the program that tells whether it works.
dotnet publish -c Release -r "$runtime" -o out -v minimal -nologo -p:NoWarn="IL2104%3BIL3053" > publish.txt \
    || { cat publish.txt; exit 1; }
if grep -E "warning" publish.txt; then
    exit 1
fi
./out/App | tee run.txt
grep -q "accuracy 1, 2 pictures, 0.2" run.txt
echo "package: $(stat -c %s out/App) bytes published"

echo "package: Unrolled.Console and Unrolled.Plots show a training"
mkdir "$work/shown"
cd "$work/shown"
reference() { echo "<PackageReference Include=\"$1\" Version=\"$version\" />"; }
sed "s|<PackageReference.*|$(reference Unrolled.Console)$(reference Unrolled.Plots)|; s|<PublishAot>true</PublishAot>||" \
    "$work/app/App.csproj" > App.csproj
cp "$work/data/Rows.cs" .
cat > Program.cs << 'CS'
using Unrolled;
using Unrolled.Plots;

float[] inputs = [1, 1, 0, 2, 0, 1, 3, 1, 0, 4, 0, 1];
var rows = new Dataset(inputs, 3, [0, 1, 0, 1]) { ClassNames = ["no", "yes"] };
using var trainer = new Trainer<Rows>(new Rows(seed: 1), new Adam(0.05));
FitHistory history = trainer.TrainOnConsole(rows, epochs: 3, batchSize: 4, validation: rows);
TrainingPlot.Save("curves.png", history);
ConfusionPlot.Save("confusion.png", trainer.Evaluate(rows).Confusion!);
CS
dotnet run -c Release | tee run.txt
grep -q "^epoch   3" run.txt
grep -q "^completed 3 epochs" run.txt
[ -s curves.png ] && [ -s confusion.png ]

echo "package: Unrolled.Tool imports a model, Unrolled.Onnx does at each build where it changed, and writes what was trained further"
mkdir "$work/imported"
cd "$work/imported"
cp "$repository/samples/Import/digits.onnx" .
dotnet tool install Unrolled.Tool --tool-path tools --version "$version" --source "$work/source" > /dev/null
# The command and the item of the page, the first for one class and the second for another.
import=$(grep '^unrolled import' "$repository/docs/onnx.md")
item=$(grep '^<UnrolledOnnx' "$repository/docs/onnx.md" | sed 's/Shop.Digits/Shop.Built/')
sed "s|<PackageReference.*|$(reference Unrolled.Onnx)$item|; s|<PublishAot>true</PublishAot>||" \
    "$work/app/App.csproj" > App.csproj
PATH="$PWD/tools:$PATH" bash -c "$import" > import.txt
grep -q "wrote ./Digits.cs and ./Digits.safetensors" import.txt
cat > Program.cs << 'CS'
using Unrolled;
using Unrolled.Onnx;

float[] pictures = [.. Enumerable.Range(0, 10 * 28 * 28).Select(i => i % 29 < 2 * (i / 784) ? 1f : 0f)];
int[] labels = [.. Enumerable.Range(0, 10)];
var network = new Shop.Digits();
if (!network.Parameters.SequenceEqual(new Shop.Built().Parameters))
    throw new InvalidDataException("The command and the build have other weights.");
using var trainer = new Trainer<Shop.Digits>(network, new Adam(0.01f));
float first = trainer.Step(pictures, labels), last = first;
for (int step = 0; step < 100; step++)
    last = trainer.Step(pictures, labels);
Onnx.Save(network, "tuned.onnx");
ImportedNetwork again = OnnxModel.Import("tuned.onnx");
Console.WriteLine($"learned {last < first / 4}, {again.ParameterCount} parameters");
CS
dotnet run -c Release | tee run.txt
grep -q "learned True, 25258 parameters" run.txt
tools/unrolled info tuned.onnx | tee run.txt
grep -q "ONNX model of Unrolled, format 8, opset 17" run.txt

# What cannot be frozen fails the build, by its name.
sed -i 's/Frozen="features"/Frozen="nowhere"/' App.csproj
if output=$(dotnet build -c Release -v quiet -nologo 2>&1); then
    echo "package: a layer that is not there was frozen"
    exit 1
fi
grep -q "No layer is called nowhere" <<< "$output"
echo "package: all well"
