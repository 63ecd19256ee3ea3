using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Operators;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite;

/// <summary>Brings the changes of a graph into a copy of the container's tables; tables that nothing changes are shared with the source.</summary>
internal sealed class GraphWriter
{
    /// <summary>Codes above this do not fit the deprecated byte, which then holds PLACEHOLDER_FOR_GREATER_OP_CODES.</summary>
    private const int LargestDeprecatedCode = 127;
    private readonly List<FlatTable> _buffers;
    private readonly List<FlatTable> _codes;
    private readonly QuantizedGraph? _source;
    private readonly FlatTable _subgraph;
    private readonly Dictionary<long, int> _bufferUses = [];

    private GraphWriter(FlatTable root, QuantizedGraph? source)
    {
        _buffers = [.. root.Tables("buffers")];
        _codes = [.. root.Tables("operator_codes")];
        _source = source;
        _subgraph = root.Tables("subgraphs")[0];
        foreach (var tensor in root.Tables("subgraphs").SelectMany(subgraph => subgraph.Tables("tensors")).Concat(root.Tables("metadata")))
        {
            var buffer = tensor.Integer("buffer");
            _bufferUses[buffer] = _bufferUses.GetValueOrDefault(buffer) + 1;
        }
    }

    /// <param name="root">The container's Model table; it is not changed.</param>
    /// <param name="source">The graph as it was read; null for a new container.</param>
    /// <param name="graph">The graph to write.</param>
    public static FlatTable Write(FlatTable root, QuantizedGraph? source, QuantizedGraph graph)
    {
        var writer = new GraphWriter(root, source);
        var subgraph = writer.WriteSubgraph(graph);
        var result = root.Copy();
        if (!ReferenceEquals(graph, source))
        {
            result.SetTables("subgraphs", [subgraph, .. root.Tables("subgraphs").Skip(1)]);
            result.SetTables("buffers", writer._buffers);
            result.SetTables("operator_codes", writer._codes);
        }

        return result;
    }

    private FlatTable WriteSubgraph(QuantizedGraph graph)
    {
        if (ReferenceEquals(graph, _source))
        {
            return _subgraph;
        }

        var tensors = _subgraph.Tables("tensors");
        var result = _subgraph.Copy();
        result.SetTables("tensors", [.. graph.Tensors.Select((tensor, index) => WriteTensor(tensor, index < tensors.Count ? tensors[index] : null, index))]);
        result.SetTables("operators", [.. graph.Operators.Select(WriteOperator)]);
        result.SetNumbers<int>("inputs", graph.Inputs.AsSpan());
        result.SetNumbers<int>("outputs", graph.Outputs.AsSpan());
        if (_source is null && graph.Name.Length > 0)
        {
            result.SetText("name", graph.Name);
        }

        return result;
    }

    private FlatTable WriteTensor(Tensor tensor, FlatTable? table, int index)
    {
        var before = table is null ? null : _source?.Tensors[index];
        if (ReferenceEquals(tensor, before))
        {
            return table!;
        }

        var result = table?.Copy() ?? new FlatTable(TfLiteSchema.Instance.Table("Tensor"));
        if (before?.Name != tensor.Name)
        {
            result.SetText("name", tensor.Name);
        }

        if (before?.Shape != tensor.Shape)
        {
            result.SetNumbers<int>("shape", tensor.Shape.Dimensions.AsSpan());
        }

        result.SetInteger("type", TensorTypes.NumberOf(tensor.Type));
        result.SetInteger("is_variable", tensor.IsVariable ? 1 : 0);
        if (!Equals(before?.Quantization, tensor.Quantization))
        {
            WriteQuantization(tensor, result);
        }

        if (tensor.Data is { } data && (before?.Data is not { } old || !data.Span.SequenceEqual(old.Span)))
        {
            WriteData(data, result);
        }
        else if (tensor.Data is null && before?.Data is not null)
        {
            result.SetInteger("buffer", 0);
        }

        return result;
    }

    private static void WriteQuantization(Tensor tensor, FlatTable result)
    {
        if (tensor.Quantization is not { } quantization)
        {
            result.Remove("quantization");
            return;
        }

        var table = result.Table("quantization")?.Copy() ?? new FlatTable(TfLiteSchema.Instance.Table("QuantizationParameters"));
        table.SetNumbers<float>("scale", quantization.Scales.AsSpan());
        table.SetNumbers<long>("zero_point", quantization.ZeroPoints.AsSpan());
        table.SetInteger("quantized_dimension", quantization.Axis);

        // The range that the old parameters came from says nothing about the new ones.
        table.Remove("min");
        table.Remove("max");
        result.SetTable("quantization", table);
    }

    private void WriteData(ReadOnlyMemory<byte> data, FlatTable tensor)
    {
        var buffer = tensor.Integer("buffer");
        var isShared = buffer == 0 || _bufferUses.GetValueOrDefault(buffer) > 1;
        var table = isShared ? new FlatTable(TfLiteSchema.Instance.Table("Buffer")) : _buffers[(int)buffer].Copy();
        table.SetBytes("data", data);
        if (isShared)
        {
            tensor.SetInteger("buffer", _buffers.Count);
            _buffers.Add(table);
        }
        else
        {
            _buffers[(int)buffer] = table;
        }
    }

    private FlatTable WriteOperator(Operator step)
    {
        var source = step.SourceIndex is { } index ? _subgraph.Tables("operators")[index] : null;
        if (source is not null && ReferenceEquals(step, _source!.Operators[step.SourceIndex!.Value]))
        {
            return source;
        }

        var result = source?.Copy() ?? new FlatTable(TfLiteSchema.Instance.Table("Operator"));
        result.SetNumbers<int>("inputs", step.Inputs.AsSpan());
        result.SetNumbers<int>("outputs", step.Outputs.AsSpan());
        result.SetInteger("opcode_index", CodeOf(step, source));
        var mapping = OperatorMappings.All.FirstOrDefault(mapping => mapping.OperatorType == step.GetType());
        if (mapping is not null)
        {
            var options = result.Table("builtin_options")?.Copy() ?? new FlatTable(TfLiteSchema.Instance.Table(mapping.OptionsTable));
            mapping.Write(step, options);
            result.SetInteger("builtin_options_type", TfLiteSchema.Instance.NumberOf("BuiltinOptions", mapping.OptionsTable));
            result.SetTable("builtin_options", options);
        }

        return result;
    }

    private int CodeOf(Operator step, FlatTable? source)
    {
        if (source is not null && GraphReader.OperatorCode(_codes[(int)source.Integer("opcode_index")]) == (step.Name, step.Version))
        {
            return (int)source.Integer("opcode_index");
        }

        var existing = _codes.FindIndex(code => GraphReader.OperatorCode(code) == (step.Name, step.Version));
        if (existing >= 0)
        {
            return existing;
        }

        if (step is OpaqueOperator)
        {
            throw new MrqException(MrqCodes.CannotRepresent, $"the operator {step.Name} can only be written to the file it came from.");
        }

        var number = TfLiteSchema.Instance.NumberOf("BuiltinOperator", step.Name);
        var table = new FlatTable(TfLiteSchema.Instance.Table("OperatorCode"));
        table.SetInteger("deprecated_builtin_code", Math.Min(number, LargestDeprecatedCode));
        table.SetInteger("builtin_code", number);
        table.SetInteger("version", step.Version);
        _codes.Add(table);
        return _codes.Count - 1;
    }
}
