using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Operators;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>A table <c>SubGraph</c> as a graph.</summary>
internal sealed class GraphReader(FlatTable model, int fileLength)
{
    /// <summary>So that the smallest files need no thought.</summary>
    private const int MinimumReferences = 1 << 12;

    private readonly VectorCache _vectors = new();
    private readonly SparseConstants _sparse = new(fileLength);
    private long _referencesLeft = MinimumReferences + (fileLength / sizeof(int));
    private readonly ImmutableArray<FlatTable> _operatorCodes = model.Tables("operator_codes");

    public QuantizedGraph Read(FlatTable subgraph)
    {
        var tables = subgraph.Tables("tensors");
        Charge(tables.Length);
        var tensors = ImmutableArray.CreateBuilder<Tensor>(tables.Length);
        var reader = new TensorReader(model.Tables("buffers"), _vectors, _sparse);
        for (var i = 0; i < tables.Length; i++)
        {
            tensors.Add(reader.Read(tables[i], i));
        }

        var steps = subgraph.Tables("operators");
        Charge(steps.Length);
        var operators = ImmutableArray.CreateBuilder<Operator>(steps.Length);
        for (var i = 0; i < steps.Length; i++)
        {
            operators.Add(ReadOperator(steps[i], i));
        }

        var inputs = _vectors.Int32s(subgraph.Vector("inputs"));
        EmptyConstants.Fill(tensors, operators, inputs);
        DetectionShapes.Fill(tensors, operators);
        var graph = new QuantizedGraph
        {
            Name = subgraph.Text("name") ?? "",
            Tensors = tensors.MoveToImmutable(),
            Operators = operators.MoveToImmutable(),
            Inputs = inputs,
            Outputs = _vectors.Int32s(subgraph.Vector("outputs")),
        };
        graph.Validate();
        ConstantSizes.Check(graph);
        return graph;
    }

    private Operator ReadOperator(FlatTable step, int index)
    {
        var codeIndex = step.UInt32("opcode_index");
        if (codeIndex >= (uint)_operatorCodes.Length)
        {
            throw TfLiteErrors.InvalidOperator($"operator {index}", $"Its code {codeIndex} is not one of the file's {_operatorCodes.Length}.");
        }

        var kind = OperatorKind.Of(_operatorCodes[(int)codeIndex]);
        var shell = new OpaqueOperator(kind.DisplayName)
        {
            Inputs = _vectors.Int32s(step.Vector("inputs")),
            Outputs = _vectors.Int32s(step.Vector("outputs")),
            Intermediates = _vectors.Int32s(step.Vector("intermediates")),
            Version = kind.Version,
            SourceIndex = index,
        };
        Charge(shell.Inputs.Length + (long)shell.Outputs.Length + shell.Intermediates.Length);
        return OperatorRegistry.Find(kind)?.Read(step, shell) ?? shell;
    }

    /// <summary>
    /// Each tensor, operator, input and output is a number of four bytes in a vector of the file. Only vectors that are shared
    /// over and over come to more than the file holds; without this bound they would multiply.
    /// </summary>
    private void Charge(long references)
    {
        _referencesLeft -= references;
        if (_referencesLeft < 0)
        {
            throw TfLiteErrors.InvalidGraph("The graph's tensors and operators share their vectors so often that together they are larger than the file.");
        }
    }
}
