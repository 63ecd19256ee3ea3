using System.Collections.Immutable;
using System.Globalization;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>
/// Models of esp-dl: real = q · 2^exponent. What is read are the grids of their tensors; on the way the file is verified by what esp-dl's kernels ask: every tensor of integers has
/// exponents, a bias has those of its layer's sums, and no layer would shift to the left.
/// </summary>
internal sealed class EspdlFormat : ISidecarFormat
{
    /// <summary>An exponent beyond this is none of a float32.</summary>
    private const int LargestExponent = 126;

    public string Name => "espdl";

    public string Description => "esp-dl's model file";

    public string Extension => ".espdl";

    public bool Recognizes(SidecarContent content) => EspdlReader.Recognizes(content.Bytes.Span);

    public Sidecar Read(SidecarContent content)
    {
        var (model, notes) = (EspdlReader.Read(content.Bytes), new ReadingNotes(Name));
        var roles = Roles(model);
        foreach (var tensor in model.Inputs.Concat(model.Values).Concat(model.Outputs).DistinctBy(tensor => tensor.Name))
        {
            notes.Add(Record(tensor, SidecarRole.Activation, notes));
        }

        foreach (var tensor in model.Constants.Where(tensor => tensor.Type != EspdlTensor.Int64))
        {
            RequireData(tensor);
            notes.Add(Record(tensor, roles.GetValueOrDefault(tensor.Name, SidecarRole.Tensor), notes));
        }

        Verify(model, notes);
        return notes.ToSidecar(model.Metadata.FirstOrDefault(entry => entry.Key == "target").Value ?? "");
    }

    private static Dictionary<string, SidecarRole> Roles(EspdlModel model)
    {
        var roles = new Dictionary<string, SidecarRole>(StringComparer.Ordinal);
        foreach (var node in model.Nodes.Where(IsLayer))
        {
            for (var slot = 1; slot < Math.Min(node.Inputs.Length, 3); slot++)
            {
                roles.TryAdd(node.Inputs[slot], slot == 1 ? SidecarRole.Weights : SidecarRole.Bias);
            }
        }

        return roles;
    }

    private static bool IsLayer(EspdlNode node) => node.Type is "Conv" or "Gemm";

    private static SidecarTensor Record(EspdlTensor tensor, SidecarRole role, ReadingNotes notes)
    {
        var type = tensor.ElementType ?? throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"its type {tensor.Type} is none of esp-dl's."), tensor.Name);
        var record = new SidecarTensor { Name = tensor.Name, Role = role, Type = type, Source = tensor.Layout ?? "" };
        if (type is ElementType.Float32 or ElementType.Int64)
        {
            return record;
        }

        if (tensor.Exponents.IsEmpty)
        {
            notes.Doubt("it has no exponent; esp-dl refuses such a tensor", tensor.Name);
            return record;
        }

        if (tensor.Exponents.Any(exponent => Math.Abs(exponent) > LargestExponent))
        {
            throw SidecarErrors.Wrong("its exponent is none of a float32.", tensor.Name);
        }

        return record with
        {
            Range = IntegerRange.Of(type),
            Scales = [.. tensor.Exponents.Select(exponent => Math.ScaleB(1, (int)exponent))],
            ZeroPoints = [.. tensor.Exponents.Select(_ => 0L)],
        };
    }

    private static void RequireData(EspdlTensor tensor)
    {
        if (tensor.Count < 0 || (tensor.ElementType is { } type && tensor.Count * type.BitWidth() / 8 > tensor.Data.Length))
        {
            throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"it has {tensor.Data.Length} bytes, and its shape asks for more."), tensor.Name);
        }
    }

    private static void Verify(EspdlModel model, ReadingNotes notes)
    {
        var tensors = new Dictionary<string, EspdlTensor>(StringComparer.Ordinal);
        foreach (var tensor in model.Constants.Concat(model.Inputs).Concat(model.Values).Concat(model.Outputs))
        {
            tensors.TryAdd(tensor.Name, tensor);
        }

        foreach (var node in model.Nodes.Where(node => IsLayer(node) && node.Inputs.Length > 1 && node.Outputs.Length > 0))
        {
            if (!tensors.TryGetValue(node.Inputs[0], out var input) || !tensors.TryGetValue(node.Inputs[1], out var weights) || !tensors.TryGetValue(node.Outputs[0], out var output)
                || input.Exponents.IsEmpty || weights.Exponents.IsEmpty || output.Exponents.IsEmpty)
            {
                continue;
            }

            ImmutableArray<long> sums = [.. weights.Exponents.Select(exponent => exponent + input.Exponents[0])];
            if (sums.Any(sum => output.Exponents[0] < sum))
            {
                notes.Doubt("its sums would be shifted to the left, which esp-dl computes wrongly", node.Outputs[0]);
            }

            if (node.Inputs.Length > 2 && tensors.TryGetValue(node.Inputs[2], out var bias) && !bias.Exponents.IsEmpty && !bias.Exponents.SequenceEqual(sums) && !(bias.Exponents.Length == 1 && sums.All(sum => sum == bias.Exponents[0])))
            {
                notes.Doubt("its exponent is not that of its layer's sums", node.Inputs[2]);
            }

            if (weights.Layout is { } layout && EspdlLayout.Order(layout, 1, 1, 1, isDepthwise: false) is null && !layout.Contains("C8", StringComparison.Ordinal))
            {
                notes.Doubt("the order of its values is not known", node.Inputs[1]);
            }
        }
    }
}
