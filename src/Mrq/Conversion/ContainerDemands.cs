using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Formats;

namespace Mrq;

/// <summary>What a scheme asks of a file that TFLite's container has no form for; it is told before anything is converted.</summary>
internal static class ContainerDemands
{
    /// <summary>As many operators as one sentence names.</summary>
    private const int MostNamed = 3;

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with each field that a TFLite file of the request would break.</exception>
    public static void Require(ConversionRequest request, QuantizationScheme scheme, ModelDocument model)
    {
        var own = request.OutputFormat is { } name ? ModelContainer.Named(name) : ModelContainer.All.FirstOrDefault(container => container.IsOf(model.Format));
        if (own != ModelContainer.TfLite && !request.Containers.Any(export => export.Format == ModelContainer.TfLite))
        {
            return;
        }

        List<string> demands = [.. scheme.ActivationStorage == ActivationStorage.AsType ? [] : (string[])[scheme.ActivationStorage == ActivationStorage.UInt16 ? "ActivationStorage UInt16 makes activations uint16" : "ActivationStorage UInt8 puts uint8 activations beside int8 weights"], .. model.Graphs.SelectMany(graph => OfFixedOutputs(scheme, graph).Concat(OfTies(scheme, graph))), .. OfBiases(scheme, model)];
        if (demands.Count > 0)
        {
            throw new MrqException(MrqCodes.CannotRepresent, $"a TFLite file cannot hold what {scheme.Name}{OfFiles(scheme)} asks for: {string.Join("; ", demands)}. Set OutputFormat (--output-format) to {ModelContainer.Onnx.Name}, or take the field back in a scheme based on {scheme.Name}.");
        }
    }

    /// <summary>A chip whose toolchain takes no TFLite is told so at once.</summary>
    private static string OfFiles(QuantizationScheme scheme) =>
        TargetCatalogue.Find(scheme.Name) is { } target && target.Container != ModelContainer.TfLite.Name ? ", whose files are ONNX," : "";

    /// <summary>Kernels of TFLite add integers to sums.</summary>
    private static IEnumerable<string> OfBiases(QuantizationScheme scheme, ModelDocument model) =>
        scheme.BiasScale == BiasScale.Real && model.Graphs.Any(graph => graph.Operators.Any(step => step.Traits.IsLinear && step.InputOf(InputRole.Bias) is not null)) ? ["BiasScale Real makes biases float32 beside integers"] : [];

    /// <summary>Kernels of TFLite take one grid for these outputs. An asymmetric target keeps the one that a source has.</summary>
    private static IEnumerable<string> OfFixedOutputs(QuantizationScheme scheme, QuantizedGraph graph)
    {
        if (scheme.FixedOutputs == FixedOutputRule.TFLite)
        {
            yield break;
        }

        var others = Enumerable.Range(0, graph.Operators.Length).Where(step => IsOther(scheme, graph, graph.Operators[step])).Select(graph.Describe).ToList();
        if (others.Count > 0)
        {
            yield return $"FixedOutputs {scheme.FixedOutputs} gives other outputs than TFLite's to {Named(others)}";
        }
    }

    /// <summary>TFLite's kernels of int8 and int16 take a CONCATENATION of one scale alone.</summary>
    private static IEnumerable<string> OfTies(QuantizationScheme scheme, QuantizedGraph graph)
    {
        var free = Enumerable.Range(0, graph.Operators.Length).Where(step => scheme.TiedScales.FreesConcatenations && graph.Operators[step] is Concatenation && graph.Operators[step].Traits.SharesScale(scheme.Activations.Type)).Select(graph.Describe).ToList();
        if (free.Count > 0)
        {
            yield return $"TiedScales {scheme.TiedScales} leaves the inputs of {Named(free)} scales of their own";
        }
    }

    private static bool IsOther(QuantizationScheme scheme, QuantizedGraph graph, Operator step)
    {
        if (step.Outputs.IsEmpty || step.Traits.FixedOutput.GetValueOrDefault(scheme.Activations.Type) is not { } written || graph.Tensors[step.Outputs[0]] is not { Quantization: { } } output)
        {
            return false;
        }

        return scheme.FixedOutputs.Of(step, scheme.Activations) is { } wanted
            ? !wanted.Equals(written)
            : !scheme.Activations.KeepsGrids || output.Type.BitWidth() != scheme.Activations.Type.BitWidth() || !Equals(step.Traits.FixedOutput.GetValueOrDefault(output.Type), output.Quantization);
    }

    private static string Named(List<string> operators) => $"{string.Join(", ", operators.Take(MostNamed))}{(operators.Count > MostNamed ? FormattableString.Invariant($" and {operators.Count - MostNamed} more") : "")}";
}
