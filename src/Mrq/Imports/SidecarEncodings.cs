using Mrq.Core.Graph;
using Mrq.Formats.Onnx;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>
/// What a sidecar says, by the names of a model. Its integers become all signed, the form of TFLite and of most runtimes; where weights of 8 bits have zero points,
/// all of 8 bits become unsigned, the form of TFLite that has such weights. The grid is the same, moved by half the range.
/// </summary>
internal sealed class SidecarEncodings : IOnnxEncodings
{
    /// <summary>Formats whose consumer finds scales of weights itself, and computes a layer and its activation as one.</summary>
    private static readonly string[] OfTensorRt = ["tensorrt-cache", "tensorrt-ranges", "onnxruntime-trt-table", "onnxruntime-trt-cache"];

    private static readonly SidecarRole[] OfWeights = [SidecarRole.Weights, SidecarRole.Tensor];
    private static readonly SidecarRole[] OfValues = [SidecarRole.Activation, SidecarRole.Tensor, SidecarRole.LayerOutput];
    private readonly Dictionary<(string Name, SidecarRole Role), OnnxEncoding> _encodings = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Sidecar _sidecar;

    /// <param name="sidecar">The sidecar.</param>
    /// <param name="constants">Names of the model's constants: formats do not always say which tensors are weights.</param>
    public SidecarEncodings(Sidecar sidecar, IReadOnlySet<string> constants)
    {
        _sidecar = sidecar;
        MeasuresWeights = FusesAlways = OfTensorRt.Contains(sidecar.Format);
        var isUnsigned = sidecar.Tensors.Any(tensor => tensor.Range is { Bits: 8 } range && (tensor.Role == SidecarRole.Weights || constants.Contains(tensor.Name)) && tensor.ZeroPoints.Any(zeroPoint => zeroPoint != Middle(range)));
        foreach (var tensor in sidecar.Tensors.Where(tensor => tensor.Index == 0))
        {
            if (Of(tensor, isUnsigned) is { } encoding)
            {
                _encodings.TryAdd((tensor.Name, tensor.Role), encoding);
            }
        }
    }

    public bool MeasuresWeights { get; }

    public bool FusesAlways { get; }

    /// <summary>Names of records that nothing in the model has; those of layers are of no tensor.</summary>
    public IReadOnlyList<string> Unused => [.. _sidecar.Tensors.Where(tensor => tensor.Role is SidecarRole.Activation or SidecarRole.Tensor or SidecarRole.Weights && !_used.Contains(tensor.Name)).Select(tensor => tensor.Name).Distinct(StringComparer.Ordinal)];

    public OnnxEncoding? OfActivation(string name) => Find(name, OfValues);

    public OnnxEncoding? OfConstant(string name, IReadOnlyList<string> layer) => Find(name, OfWeights) ?? layer.Select(output => Find(output, [SidecarRole.Weights])).FirstOrDefault(encoding => encoding is not null);

    private OnnxEncoding? Find(string name, SidecarRole[] roles)
    {
        foreach (var role in roles)
        {
            if (_encodings.TryGetValue((name, role), out var encoding))
            {
                _used.Add(name);
                return encoding;
            }
        }

        return null;
    }

    /// <summary>Null where a record has no scales, or those of blocks, which no layer here has.</summary>
    private static OnnxEncoding? Of(SidecarTensor tensor, bool isUnsigned)
    {
        if (tensor.Type is ElementType.Float32 or ElementType.Float16)
        {
            return new OnnxEncoding(tensor.Type.Value);
        }

        if (tensor.Scales.IsEmpty || tensor.Range is not { } range || tensor.Blocks is not null || range.Bits > 16)
        {
            return null;
        }

        var becomesUnsigned = isUnsigned && range.Bits == 8;
        var shift = Middle(range) - (becomesUnsigned ? 128 : 0);
        return new OnnxEncoding(becomesUnsigned ? ElementType.UInt8 : range.Bits <= 8 ? ElementType.Int8 : ElementType.Int16)
        {
            Minimum = range.Minimum - shift,
            Maximum = range.Maximum - shift,
            Scales = [.. tensor.Scales.Select(scale => (float)scale)],
            ZeroPoints = [.. tensor.ZeroPoints.Select(zeroPoint => zeroPoint - shift)],
            Axis = tensor.Scales.Length > 1 && tensor.Role != SidecarRole.Weights ? tensor.Axis : null,
        };
    }

    /// <summary>The integer that is 0 of a symmetric grid.</summary>
    private static long Middle(IntegerRange range) => range.IsSigned ? 0 : 1L << (range.Bits - 1);
}
