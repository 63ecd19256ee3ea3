using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>How one operator of the graph stands in the file: its builtin code and the table of its attributes.</summary>
internal abstract class OperatorMapping(string name, string optionsTable)
{
    /// <summary>The operator without tensors, its attributes at their defaults.</summary>
    public abstract Operator Blank { get; }

    /// <summary>As in <c>BuiltinOperator</c>.</summary>
    public string Name { get; } = name;

    public int Code { get; } = TfLiteSchema.Instance.BuiltinOperator[name];

    /// <summary>The member of <c>BuiltinOptions</c>; a table without fields where that is NONE.</summary>
    public TableSchema Options { get; } = TfLiteSchema.Instance.BuiltinOptions[optionsTable] == 0
        ? new TableSchema(optionsTable, [])
        : TfLiteSchema.Instance.Table(optionsTable);

    public int OptionsType { get; } = TfLiteSchema.Instance.BuiltinOptions[optionsTable];

    /// <summary>The typed operator; null when the file says something that it cannot hold.</summary>
    /// <param name="step">The table <c>Operator</c>.</param>
    /// <param name="shell">Inputs, outputs, version and index, already read.</param>
    public Operator? Read(FlatTable step, OpaqueOperator shell)
    {
        var type = step.Int32("builtin_options_type");
        var options = step["builtin_options"] as FlatTable;
        if (type != 0 && (type != OptionsType || options?.Schema != Options))
        {
            return null;
        }

        var reader = new OptionsReader(options ?? new FlatTable(Options));
        var typed = ReadAttributes(reader, shell);
        return reader.HasUnknownValue ? null : typed;
    }

    /// <summary>The table <c>Operator</c> with the attributes set; options appear only when they have something to say.</summary>
    public FlatTable Write(FlatTable step, Operator typed, bool isNew)
    {
        if (OptionsType == 0)
        {
            return step;
        }

        var options = step["builtin_options"] as FlatTable;
        var editor = new OptionsEditor(options ?? new FlatTable(Options));
        WriteAttributes(editor, typed);
        return ReferenceEquals(editor.Options, options) || (!isNew && options is null && editor.Options.Fields.IsEmpty)
            ? step
            : step.WithScalar("builtin_options_type", OptionsType).With("builtin_options", editor.Options);
    }

    public abstract bool Handles(Operator step);

    protected abstract Operator ReadAttributes(OptionsReader options, OpaqueOperator shell);

    protected abstract void WriteAttributes(OptionsEditor options, Operator step);
}
