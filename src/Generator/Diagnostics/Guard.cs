using System.Globalization;
using Microsoft.CodeAnalysis;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Diagnostics;

/// <summary>
/// The last guard around the work on one class. An exception in it becomes a diagnostic that names the class, and all other classes
/// are generated; left to the compiler, it would take everything that was made for the project.
/// </summary>
/// <param name="probe">Hears of each piece of work before it is done: the step, and whose it is.</param>
/// <param name="patience">What a piece of work may take, in seconds; <see cref="Limits.Seconds"/> if left out.</param>
internal sealed class Guard(Action<string, string>? probe = null, Func<string, string, int>? patience = null)
{
    /// <summary>What the work gives, or what <paramref name="failed"/> makes of its failure.</summary>
    /// <param name="step">The step of the generator, one of <see cref="Steps"/>.</param>
    /// <param name="name">The class, or the file, that is worked on.</param>
    /// <param name="at">Its place; null where only values are known.</param>
    /// <param name="cancel">Whether anybody still wants it.</param>
    /// <param name="work">The work, which is to end when its token says so: nobody wants it any more, or it has taken too long.</param>
    /// <param name="failed">What to give instead.</param>
    public T Run<T>(
        string step, string name, Location? at, CancellationToken cancel, Func<CancellationToken, T> work, Func<Problem, T> failed)
    {
        int seconds = patience?.Invoke(step, name) ?? Limits.Seconds;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (seconds > 0)
            end.CancelAfter(TimeSpan.FromSeconds(seconds));
        else
            end.Cancel();
        try
        {
            probe?.Invoke(step, name);
            return work(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            string waited = seconds.ToString(CultureInfo.InvariantCulture);
            return failed(new Problem(Descriptors.TakesTooLong, at, new([name, waited])));
        }
        catch (LimitException e)
        {
            return failed(new Problem(Descriptors.TooLarge, at, new([name, e.What, name, e.Limit])));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            string text = OneLine(e.Message.TrimEnd('.', ' '));
            return failed(new Problem(Descriptors.BrokenDown, at, new([name, e.GetType().Name, text, Place(e)])));
        }
    }

    /// <summary>The method that threw: what a report needs most.</summary>
    private static string Place(Exception exception)
    {
        string first = (exception.StackTrace ?? "").TrimStart().Split('\n')[0];
        int file = first.IndexOf(" in ", StringComparison.Ordinal);
        string method = (file < 0 ? first : first.Substring(0, file)).Trim();
        return method.Length == 0 ? "at an unknown place" : OneLine(method);
    }

    private static string OneLine(string text) => text.Replace("\r", "").Replace('\n', ' ');
}
