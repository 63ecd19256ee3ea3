using System.Globalization;
using System.Text;
using Mrq.Accuracy;
using Mrq.Core.Schemes;
using Mrq.Requantization;

string[] options = ["--summary", "--zoo", "--networks", "--models", "--schemes", "--variants", "--passes", "--output"];
var pairs = args.Chunk(2).ToArray();
if (pairs.Any(pair => pair.Length < 2 || !options.Contains(pair[0])))
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/accuracy [-- [--models A,B] [--schemes A,B] [--variants A,B] [--passes MODEL] [--output FILE]], or -- --networks all|A,B [--schemes A,B] [--output FILE], or -- --summary all|A,B [--zoo DIR] [--schemes A,B] [--output FILE]");
    return 2;
}

string? Option(string name) => pairs.FirstOrDefault(pair => pair[0] == name)?[1];
var root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "Mrq.Build.sln")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside the repository.");
}

var data = Environment.GetEnvironmentVariable("MRQ_TEST_DATA") ?? Path.Combine(Path.GetDirectoryName(root)!, "shared", "data");
// The page is written whole; a table of networks is a part of it, which goes to a file only where one is named.
var output = Option("--output") ?? (Option("--networks") is null && Option("--summary") is null ? Path.Combine(root, "docs", "accuracy.md") : null);
var models = Option("--models")?.Split(',') ?? [.. Cases.All.Select(one => one.Model)];
var schemes = Option("--schemes")?.Split(',') ?? [.. SchemeCatalogue.Families.Single(family => family.Name == "symmetric").Schemes.Select(scheme => scheme.Name)];
var variants = Option("--variants")?.Split(',') ?? ["naive", "calibrated", "data-free"];
var ablated = Option("--passes") ?? "mobilenet_v1_0.25_128_quant";
var text = new StringBuilder();
void Line(string line)
{
    Console.WriteLine(line);
    text.Append(line).Append('\n');
    if (output is not null)
    {
        File.WriteAllText(output, text.ToString());
    }
}

if (Option("--summary") is { } summarized)
{
    var summary = new Summary(data, Option("--zoo"));
    Line(Summary.Head);
    foreach (var network in SummaryNetwork.All.Where(one => summarized == "all" || summarized.Split(',').Any(part => one.Network.File.Contains(part, StringComparison.Ordinal))))
    {
        if (summary.FileOf(network) is null)
        {
            Console.Error.WriteLine($"{network.Network.File} is not there; name the folder that has it with --zoo.");
            continue;
        }

        foreach (var line in summary.Lines(network, Option("--schemes")?.Split(',') ?? ["int8-symmetric", "int8-symmetric-pow2"]))
        {
            Line(line);
        }
    }

    return 0;
}

if (Option("--networks") is { } networks)
{
    var targets = Option("--schemes")?.Split(',') ?? [.. SchemeCatalogue.Names];
    Line($"| network | task | data | itself | {string.Join(" | ", targets)} |");
    Line($"|---|---|---|---{string.Concat(targets.Select(_ => "|---"))}|");
    foreach (var network in Network.All.Where(network => networks == "all" || networks.Split(',').Any(part => network.File.Contains(part, StringComparison.Ordinal))))
    {
        Line($"| {Path.GetFileNameWithoutExtension(network.File)} | {network.Task} | {network.Data} | {string.Join(" | ", NetworkTable.Cells(network, data, targets))} |");
    }

    return 0;
}

Line("# Accuracy of converted models");
Line("");
Line($"Written by `dotnet run -c Release --project benchmarks/accuracy{(args.Length > 0 ? " -- " + string.Join(' ', args) : "")}`; every model runs in the emulator, bit for bit as its target computes.");
Line("`naive` is every pass left out, `calibrated` sees unlabelled samples, `data-free` synthetic images (or, for inputs that are no images, nothing).");
Line("`the source itself` is no conversion: the source against itself when one in 2, or in 128, of its inputs' numbers moves up or down by one step.");
Line("Agreement (share of samples with the source's arg-max) and SQNR are taken at the input of the final SOFTMAX; ± is the standard error of the paired difference.");
Line("Seconds are those of the conversion alone on the machine that wrote this.");
Line("");
Line("Compare conversions by SQNR: it moves by about 0.1 dB where agreement moves by 1 to 1.5 points for no reason but chance. How much agreement can be asked for is");
Line("what the source has with itself: answers that one step of one input in 128 changes are not the conversion's to keep.");
foreach (var one in Cases.All.Where(one => models.Contains(one.Model)))
{
    var measurement = new Measurement(one, data);
    Line("");
    Line(string.Create(CultureInfo.InvariantCulture, $"## {one.Model}: source {measurement.SourceAccuracy:F2} % top-1 on {Path.GetFileName(one.Evaluation)}, ties for the first place: {measurement.SourceTies()}"));
    Line("");
    Line("| scheme | passes | top-1 % | difference | agreement % | SQNR dB | seconds |");
    Line("|---|---|---|---|---|---|---|");
    foreach (var oneIn in new[] { 2, 128 })
    {
        Line($"| the source itself | 1 in {oneIn} moved | {measurement.MeasureSourceOnMovedInputs(oneIn)} |");
    }

    foreach (var scheme in schemes)
    {
        foreach (var variant in variants)
        {
            Line($"| {scheme} | {variant} | {measurement.Measure(scheme, variant)} |");
        }
    }

    foreach (var scheme in one.Model == ablated ? schemes.Take(2).ToArray() : [])
    {
        foreach (var variant in variants.Where(variant => variant != "naive"))
        {
            foreach (var pass in PassNames.All)
            {
                Line($"| {scheme} | {variant}, without {pass} | {measurement.Measure(scheme, variant, pass)} |");
            }
        }
    }
}

return 0;
