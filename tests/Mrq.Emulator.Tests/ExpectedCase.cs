using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>One input of a whole model with TFLite's answer in one arithmetic variant.</summary>
internal sealed record ExpectedCase(string Model, string Name, string Variant, byte[] Input, byte[] Output, IReadOnlyDictionary<int, string> TensorHashes)
{
    public static IEnumerable<ExpectedCase> Of(string model)
    {
        var folder = TestData.PathOf("models", "expected", model);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        foreach (var testCase in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var name = testCase.GetProperty("name").GetString()!;
            var input = File.ReadAllBytes(Path.Combine(folder, name + ".in.bin"));
            foreach (var variant in testCase.GetProperty("variants").EnumerateObject())
            {
                var output = File.ReadAllBytes(Path.Combine(folder, variant.Value.GetProperty("output_file").GetString()!));
                var hashes = variant.Value.GetProperty("tensor_sha256_prefix").EnumerateObject()
                    .ToDictionary(hash => int.Parse(hash.Name, System.Globalization.CultureInfo.InvariantCulture), hash => hash.Value.GetString()!);
                yield return new ExpectedCase(model, name, variant.Name, input, output, hashes);
            }
        }
    }
}
