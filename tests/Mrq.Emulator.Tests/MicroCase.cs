using System.Globalization;
using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>
/// A sequence of inputs of a real network, each a step after the other from a fresh session, with the answers of tflite-micro: all outputs, and the tensors
/// as they are after the last step.
/// </summary>
internal sealed record MicroCase(string Model, string Name, int Steps, byte[] Inputs, byte[] Outputs, IReadOnlyDictionary<int, string> TensorHashes)
{
    private const string Folder = "tflm_cases";

    /// <summary>Model and case of each; one placeholder where the data is absent.</summary>
    public static IEnumerable<object[]> Names
    {
        get
        {
            try
            {
                return [.. Read().SelectMany(model => Cases(model).Select(testCase => new object[] { NameOf(model), NameOf(testCase) }))];
            }
            catch (AssertInconclusiveException)
            {
                return [[$"({Folder} is absent)", ""]];
            }
        }
    }

    public static string ModelPath(string model) => TestData.PathOf(Folder, model + ".tflite");

    public static MicroCase Of(string model, string name)
    {
        var testCase = Cases(Read().First(entry => NameOf(entry) == model)).First(entry => NameOf(entry) == name);
        byte[] Bytes(string what) => File.ReadAllBytes(TestData.PathOf(Folder, $"{model}.{name}.{what}.bin"));
        return new MicroCase(
            model,
            name,
            testCase.GetProperty("steps").GetInt32(),
            Bytes("in"),
            Bytes("out"),
            testCase.GetProperty("tensor_sha256_prefix").EnumerateObject().ToDictionary(hash => int.Parse(hash.Name, CultureInfo.InvariantCulture), hash => hash.Value.GetString()!));
    }

    private static JsonElement[] Read() => JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllBytes(TestData.PathOf(Folder, "cases.json")))!;

    private static JsonElement[] Cases(JsonElement model) => [.. model.GetProperty("cases").EnumerateArray()];

    private static string NameOf(JsonElement entry) => entry.GetProperty("name").GetString()!;
}
