using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>
/// AIMET's encodings, which QNN, SNPE and QAIRT take as <c>--quantization_overrides</c>. Which version a file is its shape says: objects by name up to 0.6,
/// lists with names in 1.0.0, one list in 2.x; the version that stands in it is often missing or wrong.
/// </summary>
internal sealed class EncodingsFormat : IWrittenSidecarFormat
{
    public const string Activations = "activation_encodings";
    public const string Parameters = "param_encodings";
    public const string Both = "encodings";
    public const string Version = "version";

    private static readonly string[] Versions = ["0.4.0", "0.5.0", "0.6.1", "1.0.0", "2.0.0", "2.1.0"];

    public string Name => "aimet-encodings";

    public string Description => "encodings of AIMET, which QNN, SNPE and QAIRT take as --quantization_overrides";

    public string Extension => ".encodings";

    /// <summary>1.0.0 is what most converters take. 0.6.2 is read as 0.6.1, since nobody says what differs.</summary>
    public SidecarChoice? Choice { get; } = new("EncodingsVersion", "The version of encodings: 0.4.0, 0.5.0, 0.6.1, 1.0.0, 2.0.0 or 2.1.0; 1.0.0 by default.", "1.0.0", Versions.Contains);

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && ShapeOf(root) is { } shape && (shape != Shape.ByName || !SnpeOverrides.IsSimple(root));

    public Sidecar Read(SidecarContent content)
    {
        var root = content.Json!.Value;
        var notes = new ReadingNotes(Name);
        var version = new JsonFields(root, "").Text(Version);
        switch (ShapeOf(root))
        {
            case Shape.ByName:
                var isOld = LegacyEncodings.Read(root, notes);
                NoteVersion(notes, version, version is null or ['0', '.', ..], "0.6.1");
                return notes.ToSidecar(version is "0.6.2" ? "0.6.1" : version is not null && Versions.Contains(version) && version.StartsWith('0') ? version : isOld ? "0.4.0" : "0.6.1");
            case Shape.Listed:
                ListedEncodings.Read(root, notes);
                NoteVersion(notes, version, version is ['1', '.', ..], "1.0.0");
                return notes.ToSidecar("1.0.0");
            default:
                var hasNested = OnnxEncodings.Read(root, notes);
                NoteVersion(notes, version, version is ['2', '.', ..], "2.0.0");
                return notes.ToSidecar(hasNested || version == "2.1.0" ? "2.1.0" : "2.0.0");
        }
    }

    public byte[] Write(Sidecar sidecar) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString(Version, sidecar.Dialect);
        if (sidecar.Dialect.StartsWith('0'))
        {
            LegacyEncodings.Write(json, sidecar.Tensors, hasType: sidecar.Dialect != "0.4.0");
        }
        else if (sidecar.Dialect.StartsWith('1'))
        {
            ListedEncodings.Write(json, sidecar.Tensors);
        }
        else
        {
            OnnxEncodings.Write(json, sidecar.Tensors, isNested: sidecar.Dialect == "2.1.0");
        }

        json.WriteEndObject();
    });

    /// <summary>Records of one of the two parts that files up to 1.0.0 have, in the order of the model. A bias has no place there: its scale follows from its layer's.</summary>
    public static IEnumerable<SidecarTensor> Part(IEnumerable<SidecarTensor> tensors, bool isParameters) =>
        tensors.Where(tensor => tensor.Role != SidecarRole.Bias && tensor.Role == SidecarRole.Weights == isParameters);

    /// <summary>Refuses what no version says.</summary>
    public static void RequireGrids(IEnumerable<SidecarTensor> tensors, string format) =>
        SidecarErrors.RequireWritable(format, tensors.Where(tensor => tensor.Range is null == (tensor.Type is not (Core.Graph.ElementType.Float16 or Core.Graph.ElementType.Float32)) || (tensor.Range is not null && tensor.Scales.IsEmpty)).Select(tensor => (tensor.Name, "it has neither scales nor a floating-point type")));

    private static void NoteVersion(ReadingNotes notes, string? version, bool isRight, string shape)
    {
        if (!isRight)
        {
            notes.Doubt(version is null ? $"the file says no version and has the shape of {shape}, by which it is read; AIMET itself would take it for 0.4.0" : $"the file says version {version} and has the shape of {shape}, by which it is read");
        }
    }

    private static Shape? ShapeOf(JsonElement root)
    {
        var kinds = new[] { Activations, Parameters }.Select(name => root.TryGetProperty(name, out var part) ? part.ValueKind : JsonValueKind.Undefined).Where(kind => kind != JsonValueKind.Undefined).Distinct().ToList();
        return kinds switch
        {
            [JsonValueKind.Object] => Shape.ByName,
            [JsonValueKind.Array] => Shape.Listed,
            [] when root.TryGetProperty(Both, out var list) && list.ValueKind == JsonValueKind.Array => Shape.Onnx,
            [] => null,
            _ => throw SidecarErrors.Wrong($"{Activations} and {Parameters} are neither both objects (up to 0.6) nor both lists (1.0.0)."),
        };
    }

    private enum Shape
    {
        ByName,
        Listed,
        Onnx,
    }
}
