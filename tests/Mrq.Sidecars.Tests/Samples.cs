using System.Text;
using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Sidecars.Tests;

/// <summary>Files of ../shared/data/interchange, and what the made-up network of them has in truth.</summary>
internal static class Samples
{
    private static readonly Lazy<JsonElement> Root = new(() => JsonElement.Parse(File.ReadAllBytes(PathOf("made", "truth.json"))));

    /// <summary>What every file of the folder "made" must decode to.</summary>
    public static JsonElement Truth => Root.Value;

    public static string PathOf(params string[] parts) => TestData.PathOf(["interchange", .. parts]);

    public static SidecarContent Content(params string[] parts) => new(File.ReadAllBytes(PathOf(parts)), parts[^1]);

    public static Sidecar Read(params string[] parts) => SidecarFormats.Read(Content(parts));

    public static Sidecar Read(byte[] bytes, string name = "") => SidecarFormats.Read(new SidecarContent(bytes, name));

    public static Sidecar ReadText(string text, string name = "") => Read(Encoding.UTF8.GetBytes(text), name);

    public static byte[] Write(Sidecar sidecar) => ((IWrittenSidecarFormat)SidecarFormats.Named(sidecar.Format)).Write(sidecar);

    public static SidecarTensor Of(this Sidecar sidecar, string name, SidecarRole? role = null) => sidecar.Tensors.Single(tensor => tensor.Name == name && (role is null || tensor.Role == role));

    public static JsonElement Activation(string name) => Truth.GetProperty("activations").GetProperty(name);

    public static JsonElement Weights(string name) => Truth.GetProperty("weights").GetProperty(name);

    public static double[] Scales(JsonElement truth) => Numbers(truth.GetProperty("scale"));

    public static double[] Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Numbers)] : [element.GetDouble()];
}
