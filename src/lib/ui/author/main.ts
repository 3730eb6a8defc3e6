import '../tokens.css';
import '../base.css';
import course from 'virtual:author';
import { mount } from 'svelte';
import Author from './Author.svelte';

mount(Author, { target: document.body, props: { course } });
