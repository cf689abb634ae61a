"""Fits the matcher for the commands that need it, and shows how far that is."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from zipfile import is_zipfile

import click

from assistant.cli.patience import bar
from assistant.errors import ContentError, UnavailableError
from assistant.matcher.language import LanguageModel
from assistant.matcher.load import load_library, load_model, model_path, save_model
from assistant.matcher.model import Model, fit_model, fit_own_languages


def fitted(folder: Path, *, quiet: bool) -> Model:
    """Return the model of the intents below this folder, fitting and keeping it if it is not there.

    Raises:
        ContentError: an intent cannot be used.
        UnavailableError: the folder cannot be written.
    """
    if kept := _kept(folder):
        return kept
    library = load_library(folder)
    if not quiet:
        said = f"fitting to {len(library.utterances):,} utterances, once after each change of intents/"
        click.echo(f"{said}; on a slow machine this takes some minutes", err=True)
    with bar("fitting", is_shown=not quiet) as told:
        model = fit_model(library, told)
    try:
        save_model(folder, model)
    except OSError as error:
        raise UnavailableError(
            f"the fitted matcher cannot be kept in {folder}: {error.strerror}; "
            "copy policies/ and intents/ to a folder of yours and name it in ASSISTANT_HOME"
        ) from error
    return model


def ensure(folder: Path) -> None:
    """Hold that the model of the intents below this folder is kept, fitting it in a process of its own.

    Fitting takes half a gigabyte for a minute; that ends with the process, and who serves never had it.

    Raises:
        ContentError: an intent cannot be used.
        UnavailableError: the folder cannot be written.
    """
    if is_zipfile(model_path(folder)):
        return
    load_library(folder)  # what is wrong with it is told by this process
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        apart.submit(_fit, folder).result()


def _fit(folder: Path) -> None:
    fitted(folder, quiet=False)


def languages(folder: Path) -> LanguageModel:
    """Return what tells languages apart, without fitting the rest for it.

    Raises:
        ContentError: an intent cannot be used.
    """
    kept = _kept(folder)
    return kept.languages if kept else fit_own_languages(load_library(folder))


def _kept(folder: Path) -> Model | None:
    """Return the model that was fitted to these very intents; one that is not whole is fitted anew."""
    if model_path(folder).is_file():
        with suppress(ContentError):
            return load_model(folder)
    return None
