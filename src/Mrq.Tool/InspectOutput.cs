using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Formats;

namespace Mrq.Tool;

/// <summary>What <c>mrq inspect</c> says of a model, as lines and as JSON.</summary>
internal sealed class InspectOutput
{
    /// <summary>As many schemes as a line of text names; JSON names all.</summary>
    private const int MostNamed = 5;

    private readonly string _path;
    private readonly ModelDocument _model;
    private readonly Emulation _emulation;
    private readonly List<string> _satisfied;

    public InspectOutput(string path, ModelDocument model, Emulation emulation)
    {
        (_path, _model, _emulation) = (path, model, emulation);

        // A runtime may enter or call any subgraph, so a scheme has to hold in all of them.
        _satisfied = [.. SchemeCatalogue.All.Where(scheme => Graphs.All(part => SchemeCheck.Violations(part, scheme).Count == 0)).Select(scheme => scheme.Name)];
    }

    private IReadOnlyList<QuantizedGraph> Graphs => _model.Graphs;

    public object Describe() => new
    {
        Model = _path,
        _model.Description,
        Format = _model.Format.Name,
        Details = _model.Details.Select(detail => new { detail.Name, detail.Text }),
        Subgraphs = Graphs.Count,
        Inputs = Describe(Graphs[0], Graphs[0].Inputs),
        Outputs = Describe(Graphs[0], Graphs[0].Outputs),
        Operators = Operators(Graphs[0]),
        Tensors = Tensors(Graphs[0]),
        OtherSubgraphs = Graphs.Skip(1).Select(part => new { part.Name, part.Inputs, part.Outputs, Operators = Operators(part), Tensors = Tensors(part) }),
        SatisfiedSchemes = _satisfied,
        Emulator = new
        {
            _emulation.NotEmulated,
            _emulation.Refusal,
            Accumulators = _emulation.Accumulators.Select(use => new
            {
                Operator = use.OperatorIndex,
                use.Bound.Minimum,
                use.Bound.Maximum,
                use.Bound.Bits,
                AccumulatorBits = use.Register.Bits,
                use.Headroom,
            }),
        },
    };

    public IEnumerable<string> Lines()
    {
        yield return $"{_path}: {Graphs.Sum(graph => graph.Operators.Length)} operators, {Graphs.Sum(graph => graph.Tensors.Length)} tensors{(Graphs.Count > 1 ? $" in {Graphs.Count} subgraphs" : "")}";
        foreach (var line in Interface(Graphs[0]).Concat(_model.Details.Select(detail => $"  {detail.Name,-9} {SafeText.Line(detail.Text)}")))
        {
            yield return line;
        }

        yield return $"  operators: {string.Join(", ", Graphs.SelectMany(graph => graph.Operators).CountBy(step => step.Name).Select(entry => $"{entry.Key} x{entry.Value}"))}";
        yield return $"  satisfies: {Satisfied}";
        yield return $"  emulator: {_emulation.Verdict}";
        for (var part = 0; part < Graphs.Count; part++)
        {
            yield return "";
            var head = part == 0 ? [] : Interface(Graphs[part]).Prepend($"  subgraph {part} '{SafeText.Name(Graphs[part].Name)}'");
            foreach (var line in head.Concat(Steps(Graphs[part])))
            {
                yield return line;
            }
        }
    }

    private string Satisfied => _satisfied.Count switch
    {
        0 => "no scheme of the catalogue",
        <= MostNamed + 1 => string.Join(", ", _satisfied),
        var all => $"{string.Join(", ", _satisfied.Take(MostNamed))} and {all - MostNamed} others (--json names all)",
    };

    private static IEnumerable<string> Interface(QuantizedGraph graph) =>
    [
        .. graph.Inputs.Select(index => $"  {"input",-7} {Line(graph, index)}"),
        .. graph.Outputs.Select(index => $"  {"output",-7} {Line(graph, index)}"),
    ];

    private static IEnumerable<string> Steps(QuantizedGraph graph)
    {
        for (var i = 0; i < graph.Operators.Length; i++)
        {
            yield return $"  {graph.Describe(i)}";
            foreach (var tensor in graph.Operators[i].Inputs.Where(tensor => tensor >= 0))
            {
                yield return $"    in   {Line(graph, tensor)}";
            }

            foreach (var tensor in graph.Operators[i].Outputs)
            {
                yield return $"    out  {Line(graph, tensor)}";
            }
        }
    }

    private static string Line(QuantizedGraph graph, int index)
    {
        var tensor = graph.Tensors[index];
        var quantization = tensor.Quantization switch
        {
            null => "not quantized",
            { IsPerTensor: true } one => string.Create(CultureInfo.InvariantCulture, $"scale {one.Scale:G9}, zero point {one.ZeroPoints[0]}"),
            var many => string.Create(CultureInfo.InvariantCulture, $"{many.Scales.Length} scales {many.Scales.Min():G4}..{many.Scales.Max():G4} on axis {many.Axis}, zero points {many.ZeroPoints.Min()}..{many.ZeroPoints.Max()}"),
        };
        return $"{index,4} {tensor.Type.FieldName(),-7} {tensor.Shape,-18} {quantization}  {SafeText.Name(tensor.Name)}";
    }

    private static IEnumerable<object> Operators(QuantizedGraph graph) => graph.Operators.Select((step, index) => new { Index = index, step.Name, step.Version, step.Inputs, step.Outputs });

    private static IEnumerable<object> Tensors(QuantizedGraph graph) => Describe(graph, Enumerable.Range(0, graph.Tensors.Length));

    private static IEnumerable<object> Describe(QuantizedGraph graph, IEnumerable<int> indices)
    {
        var isFixed = SchemeCheck.Fixed(graph);
        return indices.Select(index => Describe(graph, index, isFixed.GetValueOrDefault(index)));
    }

    private static object Describe(QuantizedGraph graph, int index, string? fixedBy)
    {
        var tensor = graph.Tensors[index];
        return new
        {
            Index = index,
            tensor.Name,
            Type = tensor.Type.FieldName(),
            Shape = tensor.Shape.Dimensions,
            Constant = tensor.IsConstant,
            Scales = tensor.Quantization?.Scales,
            ZeroPoints = tensor.Quantization?.ZeroPoints,
            QuantizedDimension = tensor.Quantization?.Axis,
            FixedBy = fixedBy,
        };
    }
}
