using System.CommandLine;
using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq inspect MODEL</c>: inputs, outputs, operators, quantization of every tensor, and which schemes it satisfies.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var arithmetic = CommonOptions.ArithmeticName();
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Show inputs, outputs, operators and the quantization of every tensor.") { model, arithmetic, json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var path = parsed.GetValue(model)!;
            var file = ModelFile.Read(path);
            var graph = file.Graph;

            // A runtime may enter or call any subgraph, so a scheme has to hold in all of them.
            var satisfied = SchemeCatalogue.All.Where(scheme => file.Graphs.All(part => SchemeCheck.Violations(part, scheme).Count == 0)).Select(scheme => scheme.Name).ToList();
            var emulation = Emulation.Of(graph, ArithmeticNames.Resolve(parsed.GetValue(arithmetic)!));
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new
                {
                    Model = path,
                    file.Description,
                    Subgraphs = file.Graphs.Count,
                    Inputs = graph.Inputs.Select(index => Describe(graph, index)),
                    Outputs = graph.Outputs.Select(index => Describe(graph, index)),
                    Operators = Operators(graph),
                    Tensors = Tensors(graph),
                    OtherSubgraphs = file.Graphs.Skip(1).Select(part => new { part.Name, part.Inputs, part.Outputs, Operators = Operators(part), Tensors = Tensors(part) }),
                    SatisfiedSchemes = satisfied,
                    Emulator = Describe(emulation),
                });
                return;
            }

            Print(path, file.Graphs, satisfied, emulation);
        });
        return command;
    }

    private static void Print(string path, IReadOnlyList<QuantizedGraph> graphs, List<string> satisfied, Emulation emulation)
    {
        Console.WriteLine($"{path}: {graphs.Sum(graph => graph.Operators.Length)} operators, {graphs.Sum(graph => graph.Tensors.Length)} tensors{(graphs.Count > 1 ? $" in {graphs.Count} subgraphs" : "")}");
        Interface(graphs[0]);
        Console.WriteLine($"  operators: {string.Join(", ", graphs.SelectMany(graph => graph.Operators).CountBy(step => step.Name).Select(entry => $"{entry.Key} x{entry.Value}"))}");
        Console.WriteLine($"  satisfies: {(satisfied.Count > 0 ? string.Join(", ", satisfied) : "no scheme of the catalogue")}");
        Console.WriteLine($"  emulator: {emulation.Verdict}");
        for (var part = 0; part < graphs.Count; part++)
        {
            Console.WriteLine();
            if (part > 0)
            {
                Console.WriteLine($"  subgraph {part} '{graphs[part].Name}'");
                Interface(graphs[part]);
            }

            Steps(graphs[part]);
        }
    }

    private static void Interface(QuantizedGraph graph)
    {
        foreach (var (role, indices) in new[] { ("input", graph.Inputs), ("output", graph.Outputs) })
        {
            foreach (var index in indices)
            {
                Console.WriteLine($"  {role,-7} {Line(graph, index)}");
            }
        }
    }

    private static void Steps(QuantizedGraph graph)
    {
        for (var i = 0; i < graph.Operators.Length; i++)
        {
            Console.WriteLine($"  {graph.Describe(i)}");
            foreach (var tensor in graph.Operators[i].Inputs.Where(tensor => tensor >= 0))
            {
                Console.WriteLine($"    in   {Line(graph, tensor)}");
            }

            foreach (var tensor in graph.Operators[i].Outputs)
            {
                Console.WriteLine($"    out  {Line(graph, tensor)}");
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
        return $"{index,4} {tensor.Type.FieldName(),-7} {tensor.Shape,-18} {quantization}  {tensor.Name}";
    }

    private static IEnumerable<object> Operators(QuantizedGraph graph) => graph.Operators.Select((step, index) => new { Index = index, step.Name, step.Version, step.Inputs, step.Outputs });

    private static IEnumerable<object> Tensors(QuantizedGraph graph) => Enumerable.Range(0, graph.Tensors.Length).Select(index => Describe(graph, index));

    private static object Describe(Emulation emulation) => new
    {
        emulation.NotEmulated,
        emulation.Refusal,
        Accumulators = emulation.Accumulators.Select(use => new
        {
            Operator = use.OperatorIndex,
            use.Bound.Minimum,
            use.Bound.Maximum,
            use.Bound.Bits,
            AccumulatorBits = use.Register.Bits,
            use.Headroom,
        }),
    };

    private static object Describe(QuantizedGraph graph, int index)
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
            FixedBy = SchemeCheck.FixedBy(graph, index),
        };
    }
}
