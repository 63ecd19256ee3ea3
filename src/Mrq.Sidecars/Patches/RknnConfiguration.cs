using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>
/// RKNN Toolkit 2's configuration of hybrid quantization. Its second step refuses numbers that are not its own, and takes other types of layers: these a model
/// changes, and its numbers stay. Source: files of users; the toolkit's manual names <c>custom_quantize_layers</c> alone.
/// </summary>
internal sealed class RknnConfiguration : IPatchedSidecarFormat
{
    public string Name => "rknn-quantization-cfg";

    public string Description => "types of layers in RKNN Toolkit 2's configuration of hybrid quantization";

    public string Extension => ".quantization.cfg";

    public string BaseOption => "RknnBase";

    public bool Recognizes(SidecarContent content) => QuantizeYaml.Recognizes(content, isRknn: true);

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        QuantizeYaml.Read(YamlText.Parse(content.Text!), notes, Record);
        return notes.ToSidecar();
    }

    /// <summary>Layers are named by what they compute. A type that is not of 8 bits is added; one that is there already becomes the model's.</summary>
    public SidecarPatch Patch(SidecarContent content, Sidecar sidecar)
    {
        var (root, patch) = (YamlText.Parse(content.Text!), new TextPatch(Name, content));
        var layers = root[QuantizeYaml.LayerKeys[0]] ?? throw SidecarErrors.Wrong("it has no custom_quantize_layers; let hybrid_quantization_step1 write it.");
        var activations = sidecar.ByKey();
        var added = new List<string>();
        foreach (var tensor in activations.Values.Where(tensor => tensor.Role == SidecarRole.Activation))
        {
            if (WordOf(tensor.Type) is not { } word)
            {
                patch.Refuse(tensor.Name, $"RKNN has no {tensor.Type}");
            }
            else if (layers[tensor.Name] is { } value)
            {
                patch.Match();
                if (value.Scalar != word && value.Places is [var place])
                {
                    patch.Replace(place, word);
                }
            }
            else if (word != "int8")
            {
                added.Add($"{Key(tensor.Name, patch)}: {word}");
            }
        }

        Add(patch, layers, added);
        Compare(patch, root, activations);
        return patch.Finish();
    }

    private static SidecarTensor Record(string key, YamlText entry) =>
        QuantizeYaml.Grid(new SidecarTensor { Name = key, Role = entry["qmethod"]?.Scalar == "channel" ? SidecarRole.Weights : SidecarRole.Tensor, Source = QuantizeYaml.Parameters }, entry, entry["dtype"]?.Scalar);

    private static string? WordOf(ElementType? type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 => "int8",
        ElementType.Int16 => "int16",
        ElementType.Float16 or ElementType.Float32 => "float16",
        _ => null,
    };

    /// <summary>Entries go behind those that there are, or below the key, whose braces give way.</summary>
    private static void Add(TextPatch patch, YamlText layers, List<string> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var indentation = new string(' ', layers.Map.Count > 0 ? layers.Indentation : 4);
        var text = string.Concat(entries.Select(entry => $"{patch.LineEnd}{indentation}{entry}"));
        if (layers.Map is [.., { Value.Places: [var last] }])
        {
            patch.Replace(new TextPlace(last.Start + last.Length, 0), text);
        }
        else if (layers.Places is [var place])
        {
            patch.ReplaceWithBlanksBefore(place, text);
        }
        else
        {
            throw SidecarErrors.Wrong("its custom_quantize_layers is no map of layers and types.");
        }
    }

    /// <summary>Tells which numbers of the file are not the model's.</summary>
    private static void Compare(TextPatch patch, YamlText root, Dictionary<(string Name, SidecarRole Role), SidecarTensor> activations)
    {
        foreach (var (key, entry) in root[QuantizeYaml.Parameters]?.Map ?? [])
        {
            if (!activations.TryGetValue((key, SidecarRole.Activation), out var tensor))
            {
                continue;
            }

            patch.Match();
            if (Record(key, entry) is { Scales.Length: 1 } record && tensor is { Scales.Length: 1, Range.Bits: 8 } && ((float)record.Scales[0] != (float)tensor.Scales[0] || record.ZeroPoints(isSigned: true)[0] != tensor.ZeroPoints(isSigned: true)[0]))
            {
                patch.Tell(key, FormattableString.Invariant($"has scale {tensor.Scales[0]:G6} and zero point {tensor.ZeroPoints(isSigned: true)[0]}, and keeps the toolkit's {record.Scales[0]:G6} and {record.ZeroPoints[0]}"));
            }
        }
    }

    private static string Key(string name, TextPatch patch)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny("'\"\r\n\t"))
        {
            patch.Refuse(name, "its name can be no key of YAML");
        }

        return name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '/') && name is [not (>= '0' and <= '9'), ..] ? name : $"'{name}'";
    }
}
