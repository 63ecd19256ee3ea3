using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The mapping of one record type.</summary>
internal abstract class OperatorMapping<T>(string name, string optionsTable) : OperatorMapping(name, optionsTable)
    where T : Operator
{
    public sealed override bool Handles(Operator step) => step is T;

    protected sealed override Operator ReadAttributes(OptionsReader options, OpaqueOperator shell) =>
        Read(options, shell) with { Version = shell.Version, Intermediates = shell.Intermediates, SourceIndex = shell.SourceIndex };

    protected sealed override void WriteAttributes(OptionsEditor options, Operator step) => Write(options, (T)step);

    /// <summary>The record with its inputs, outputs and attributes; the caller sets version and index.</summary>
    protected abstract T Read(OptionsReader options, OpaqueOperator shell);

    protected abstract void Write(OptionsEditor options, T step);
}
