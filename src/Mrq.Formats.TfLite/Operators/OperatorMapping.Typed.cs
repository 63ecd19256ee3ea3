using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// The mapping of one record type: what it has beside inputs and outputs is its attributes, each of which stands here once for reading and writing.
/// What the options repeat of the shapes (<c>new_shape</c> of RESHAPE, <c>squeeze_dims</c> of SQUEEZE) is no attribute and stays in the file.
/// </summary>
/// <param name="blank">An operator without tensors; its name is that of <c>BuiltinOperator</c>.</param>
/// <param name="optionsTable">The member of <c>BuiltinOptions</c>.</param>
internal sealed class OperatorMapping<T>(T blank, string optionsTable = "NONE") : OperatorMapping(blank.Name)
    where T : Operator
{
    private readonly int _optionsType = TfLiteSchema.Instance.BuiltinOptions[optionsTable];

    /// <summary>The member of <c>BuiltinOptions</c>; a table without fields where that is NONE.</summary>
    private readonly TableSchema _options = TfLiteSchema.Instance.BuiltinOptions[optionsTable] == 0
        ? new TableSchema(optionsTable, [])
        : TfLiteSchema.Instance.Table(optionsTable);

    public ImmutableArray<IOperatorAttribute<T>> Attributes { get; init; } = [];

    public override Operator Blank => blank;

    public override bool Handles(Operator step) => step is T;

    public override Operator? Read(FlatTable step, OpaqueOperator shell)
    {
        var type = step.Int32("builtin_options_type");
        var options = step["builtin_options"] as FlatTable;
        if (type != 0 && (type != _optionsType || options?.Schema != _options))
        {
            return null;
        }

        var reader = new OptionsReader(options ?? new FlatTable(_options));
        var typed = ReadAttributes(reader, shell);
        return reader.HasUnknownValue ? null : typed;
    }

    /// <summary>The table <c>Operator</c> with the attributes set; options appear only when they have something to say.</summary>
    public override FlatTable Write(FlatTable step, Operator typed, bool isNew)
    {
        if (_optionsType == 0)
        {
            return step;
        }

        var options = step["builtin_options"] as FlatTable;
        var editor = new OptionsEditor(options ?? new FlatTable(_options));
        foreach (var attribute in Attributes)
        {
            attribute.Write(editor, (T)typed);
        }

        return ReferenceEquals(editor.Options, options) || (!isNew && options is null && editor.Options.Fields.IsEmpty)
            ? step
            : step.WithScalar("builtin_options_type", _optionsType).With("builtin_options", editor.Options);
    }

    private Operator ReadAttributes(OptionsReader options, OpaqueOperator shell)
    {
        var step = blank with
        {
            Inputs = shell.Inputs,
            Outputs = shell.Outputs,
            Version = shell.Version,
            Intermediates = shell.Intermediates,
            SourceIndex = shell.SourceIndex,
        };
        foreach (var attribute in Attributes)
        {
            step = (T)attribute.Read(options, step);
        }

        return step;
    }
}
