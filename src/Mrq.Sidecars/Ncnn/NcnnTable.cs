using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Sidecars;

/// <summary>
/// ncnn's table: reciprocals of scales. <c>LAYER_param_N</c> has those of a layer's weights, one for each output channel, <c>LAYER</c> that of its input. A layer
/// that is missing, or whose line is a comment, stays float. Integers are −127 to 127. Source: ncnn tools/quantize.
/// </summary>
internal sealed partial class NcnnTable : IWrittenSidecarFormat
{
    private const int LongestKey = 255;

    public string Name => "ncnn-table";

    public string Description => "ncnn's table for ncnn2int8";

    public string Extension => ".table";

    public SidecarKeys Keys => SidecarKeys.Layers;

    public bool Recognizes(SidecarContent content)
    {
        var lines = Lines(content);
        return lines.Count > 0 && lines.Any(line => Weights().IsMatch(line.Words[0])) && lines.All(line => line.Words.Length > 1 && line.Words.Skip(1).All(word => TextFile.IsNumber(word) || word.Contains('=')));
    }

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (words, number) in Lines(content))
        {
            var match = Weights().Match(words[0]);
            var (name, role) = match.Success ? (match.Groups["layer"].Value, SidecarRole.Weights) : (words[0], SidecarRole.LayerInput);
            if (words.Any(word => word.StartsWith("bits=", StringComparison.Ordinal)))
            {
                throw SidecarErrors.Wrong("its line is of a language model's table (bits=, block=), whose scales are of blocks that this reader does not know.", name);
            }

            notes.Add(new SidecarTensor
            {
                Name = name,
                Role = role,
                Index = match.Success ? int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture) : 0,
                Type = SymmetricGrid.Range.Type,
                Range = SymmetricGrid.Range,
                Scales = [.. words.Skip(1).Select(word => Scale(word, name))],
                ZeroPoints = [.. words.Skip(1).Select(_ => 0L)],
                Source = string.Create(CultureInfo.InvariantCulture, $"line {number}"),
            });
        }

        return notes.ToSidecar();
    }

    /// <summary>Weights first, as the tool writes them. Its six digits lose precision of small numbers; its reader takes more.</summary>
    public byte[] Write(Sidecar sidecar)
    {
        var layers = Written(sidecar);
        SidecarErrors.RequireWritable(Name, layers.Where(tensor => tensor.Role == SidecarRole.LayerInput && tensor.Scales.Length > 1).Select(tensor => (tensor.Name, "its input has a scale for each channel")));
        TextFile.RequireNames(Name, layers, " #");
        SidecarErrors.RequireWritable(Name, layers.Where(tensor => Key(tensor).Length > LongestKey).Select(tensor => (tensor.Name, "its name is longer than 255 characters")));
        return TextFile.Of(layers.OrderBy(tensor => tensor.Role != SidecarRole.Weights).Select(tensor => $"{Key(tensor)} {string.Join(' ', Scales(tensor).Select(Reciprocal))}"));
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => SymmetricGrid.Moved(Written(sidecar));

    /// <summary>Layers of which both the weights and the input are quantized: a half of one would leave ncnn's tool without the other.</summary>
    private static List<SidecarTensor> Written(Sidecar sidecar) => [.. sidecar.Tensors.Where(tensor => tensor.Role is SidecarRole.Weights or SidecarRole.LayerInput && !tensor.Scales.IsEmpty && (tensor.Role == SidecarRole.Weights || tensor.Channels is null) && !IsPoolInput(sidecar, tensor))];

    private static bool IsPoolInput(Sidecar sidecar, SidecarTensor tensor) => tensor.Role == SidecarRole.LayerInput && sidecar.Tensors.Any(other => other.Role == SidecarRole.LayerOutput) && !sidecar.Tensors.Any(other => other.Role == SidecarRole.Weights && other.Name == tensor.Name);

    private static IEnumerable<double> Scales(SidecarTensor tensor) => tensor is { Role: SidecarRole.Weights, Channels: { } channels, Scales.Length: 1 } ? Enumerable.Repeat(SymmetricGrid.Scales(tensor).Single(), channels) : SymmetricGrid.Scales(tensor);

    private static string Key(SidecarTensor tensor) => tensor.Role == SidecarRole.Weights ? string.Create(CultureInfo.InvariantCulture, $"{tensor.Name}_param_{tensor.Index}") : tensor.Name;

    private static string Reciprocal(double scale) => scale == 0 ? "0" : TextFile.Single(1 / scale);

    /// <summary>A channel without any weight has 0, and so no scale.</summary>
    private static double Scale(string word, string layer) => TextFile.Number(word, layer, "a reciprocal scale") switch
    {
        0 => 0,
        > 0 and var reciprocal when double.IsFinite(1 / reciprocal) => 1 / reciprocal,
        _ => throw SidecarErrors.Wrong($"the reciprocal scale '{word}' is not 0 or more.", layer),
    };

    private static List<(ImmutableArray<string> Words, int Number)> Lines(SidecarContent content) =>
        [.. TextFile.Filled(content).Where(line => !line.Text.StartsWith('#')).Select(line => (line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableArray(), line.Number))];

    [GeneratedRegex("^(?<layer>.+)_param_(?<index>[0-9]{1,3})$")]
    private static partial Regex Weights();
}
