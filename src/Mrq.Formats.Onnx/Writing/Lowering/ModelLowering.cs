using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>A graph as a new ONNX model.</summary>
internal static class ModelLowering
{
    private const string Producer = "Mrq.Build";

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all operators that have no form.</exception>
    public static ModelProto Lower(QuantizedGraph graph, OnnxForm form, string description)
    {
        var context = new LoweringContext(graph, form);
        DefineInputs(context);
        var refusals = new UnwritableOperators(form == OnnxForm.Qdq ? "ONNX in QDQ form" : "ONNX in QOperator form", graph);
        for (var index = 0; index < graph.Operators.Length; index++)
        {
            var step = new GraphStep(graph, index);
            if (!refusals.Try(index, () => OperatorLowerers.Of(step.Operator)(context, step)))
            {
                DefineAll(context, step.Operator);
            }
        }

        refusals.ThrowIfAny();
        DefineOutputs(context);
        foreach (var (past, next) in context.States)
        {
            context.Nodes.Graph.Input.Add(Info(past.Name, past.Type, past.Shape));
            context.Nodes.Graph.Output.Add(Info(next.Name, next.Type, next.Shape));
        }

        return Model(context, graph, description);
    }

    /// <summary>What stands behind a refused operator is looked at, too, so that one error tells everything.</summary>
    private static void DefineAll(LoweringContext context, Operator step)
    {
        foreach (var output in step.Outputs)
        {
            context.Define(output, isChannelsFirst: false);
        }
    }

    private static void DefineInputs(LoweringContext context)
    {
        foreach (var tensor in context.Graph.Inputs)
        {
            var value = context.Define(tensor, isChannelsFirst: false);
            context.Nodes.Graph.Input.Add(Info(value.Name, value.Type, value.Shape));
        }
    }

    /// <summary>An output has its tensor's name; where that is another value's, or the tensor is given out twice, a copy has it.</summary>
    private static void DefineOutputs(LoweringContext context)
    {
        var given = context.Graph.Inputs.Select(context.NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in context.Graph.Outputs)
        {
            var value = context.Plain(tensor);
            var name = value.Name;
            if (name != context.NameOf(tensor) || !given.Add(name))
            {
                name = context.TakeName(tensor, "output");
                given.Add(name);
                context.Nodes.Add("Identity", [value.Name], [name]);
            }

            context.Nodes.Graph.Output.Add(Info(name, value.Type, value.Shape));
        }
    }

    private static ValueInfoProto Info(string name, ElementType type, TensorShape shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = ArrayTypes.NumberOf(type), Shape = new TensorShapeProto() };
        tensor.Shape.Dim.Add(shape.Dimensions.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static ModelProto Model(LoweringContext context, QuantizedGraph graph, string description)
    {
        var (nodes, opset) = (context.Nodes, context.Nodes.Opset);
        nodes.Graph.Name = graph.Name.Length > 0 ? graph.Name : "main";
        if (opset >= 18)
        {
            AxesAsInputs(nodes);
        }

        var model = new ModelProto
        {
            IrVersion = opset switch { >= 21 => 10, >= 19 => 9, >= 15 => 8, _ => 7 },
            ProducerName = Producer,
            DocString = description,
            Graph = nodes.Graph,
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
        };
        if (nodes.UsesMicrosoft)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = NodeBuilder.Microsoft, Version = 1 });
        }

        return model;
    }

    /// <summary>From opset 18 on the axes of a mean are an input.</summary>
    private static void AxesAsInputs(NodeBuilder nodes)
    {
        foreach (var node in nodes.Graph.Node.Where(node => node.OpType == "ReduceMean"))
        {
            var axes = node.Attribute.First(attribute => attribute.Name == "axes");
            node.Attribute.Remove(axes);
            node.Input.Add(nodes.Integers($"{node.Name}_axes", axes.Ints));
        }
    }
}
